-- A car without a pass is known by the keyed hash of its plate (code_digest), so that it counts once and its exit ends
-- the stay. The plate itself is sealed with the data key. inside.pass_id is the pass, that hash, or the admission.
ALTER TABLE entry ADD COLUMN plate BLOB;
CREATE INDEX entry_by_digest ON entry(code_digest, number) WHERE code_digest IS NOT NULL;
DROP VIEW standing_inside;
CREATE VIEW standing_inside(entry_id, pass_id, since, expires) AS
SELECT id, coalesce(pass_id, CASE evidence WHEN 2 THEN code_digest END, id), at, pass_expires FROM entry e
WHERE kind IN (1, 3, 5) AND direction = 0 AND NOT EXISTS (
    SELECT 1 FROM entry t WHERE t.kind = 6 AND t.refers_to = e.id AND t.number > e.number) AND NOT EXISTS (
    SELECT 1 FROM entry x WHERE x.pass_id = e.pass_id AND x.number > e.number AND
    (x.kind = 7 OR (x.kind IN (1, 3, 5) AND x.direction = 1))) AND NOT EXISTS (
    SELECT 1 FROM entry x WHERE e.pass_id IS NULL AND (e.evidence <> 2 OR e.code_digest IS NULL) AND
    x.pass_id IS NULL AND x.refers_to = e.id AND
    x.number > e.number AND (x.kind = 7 OR (x.kind IN (1, 3, 5) AND x.direction = 1))) AND NOT EXISTS (
    SELECT 1 FROM entry x WHERE e.pass_id IS NULL AND e.evidence = 2 AND x.code_digest = e.code_digest AND
    x.pass_id IS NULL AND x.evidence = 2 AND
    x.number > e.number AND (x.kind = 7 OR (x.kind IN (1, 3, 5) AND x.direction = 1)));
