-- Admissions without a pass count as inside too, until the exit that names them. inside.pass_id is the pass, or the
-- admission itself.
DROP VIEW standing_inside;
CREATE VIEW standing_inside(entry_id, pass_id, since, expires) AS
SELECT id, coalesce(pass_id, id), at, pass_expires FROM entry e
WHERE kind IN (1, 3, 5) AND direction = 0 AND NOT EXISTS (
    SELECT 1 FROM entry t WHERE t.kind = 6 AND t.refers_to = e.id AND t.number > e.number) AND NOT EXISTS (
    SELECT 1 FROM entry x WHERE x.pass_id = e.pass_id AND x.number > e.number AND
    (x.kind = 7 OR (x.kind IN (1, 3, 5) AND x.direction = 1))) AND NOT EXISTS (
    SELECT 1 FROM entry x WHERE e.pass_id IS NULL AND x.pass_id IS NULL AND x.refers_to = e.id AND
    x.number > e.number AND (x.kind = 7 OR (x.kind IN (1, 3, 5) AND x.direction = 1)));
INSERT OR IGNORE INTO inside SELECT * FROM standing_inside;
