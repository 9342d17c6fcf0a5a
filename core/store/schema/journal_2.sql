-- One row for each admission instead of one for each pass: an override admits a pass that is used up or inside
-- already, and taking one of the admissions back leaves the other.
ALTER TABLE use RENAME TO use_1;
CREATE TABLE use(
    entry_id BLOB PRIMARY KEY,
    pass_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX use_by_pass ON use(pass_id, at);

ALTER TABLE inside RENAME TO inside_1;
CREATE TABLE inside(
    entry_id BLOB PRIMARY KEY,
    pass_id BLOB NOT NULL,
    since INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX inside_by_pass ON inside(pass_id, since);

-- The state that follows from the remaining entries. The tables hold it, and the state that pruned entries left.
CREATE VIEW standing_use(entry_id, pass_id, at, gate, expires) AS
SELECT id, pass_id, at, gate, pass_expires FROM entry e
WHERE kind IN (1, 3, 5) AND direction = 0 AND uses_up AND pass_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entry t WHERE t.kind = 6 AND t.refers_to = e.id AND t.number > e.number);

CREATE VIEW standing_inside(entry_id, pass_id, since, expires) AS
SELECT id, pass_id, at, pass_expires FROM entry e
WHERE kind IN (1, 3, 5) AND direction = 0 AND pass_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entry t WHERE t.kind = 6 AND t.refers_to = e.id AND t.number > e.number) AND NOT EXISTS (
    SELECT 1 FROM entry x WHERE x.pass_id = e.pass_id AND x.number > e.number AND
    (x.kind = 7 OR (x.kind IN (1, 3, 5) AND x.direction = 1)));

INSERT INTO use SELECT * FROM standing_use;
INSERT OR IGNORE INTO use SELECT entry_id, pass_id, at, gate, expires FROM use_1
WHERE entry_id NOT IN (SELECT id FROM entry);
INSERT INTO inside SELECT * FROM standing_inside;
INSERT OR IGNORE INTO inside SELECT entry_id, pass_id, since, expires FROM inside_1
WHERE entry_id NOT IN (SELECT id FROM entry);
DROP TABLE use_1;
DROP TABLE inside_1;
