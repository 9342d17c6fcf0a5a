-- One outbox (wire/box.h) instead of a table for each kind. Waiting boxes keep their numbers. No number is used twice.
CREATE TABLE box(
    kind INTEGER NOT NULL,          -- enum box_kind: 1 walk-up application, 2 emergency admission, 3 car picture
    number INTEGER NOT NULL,        -- 1, 2, 3, ... of its kind
    id BLOB NOT NULL,               -- of the application, or of the entry that it belongs to
    about BLOB,                     -- of an emergency admission: the application that was let in
    at INTEGER NOT NULL,
    clock_trusted INTEGER NOT NULL,
    sealed BLOB,                    -- NULL: the server has settled it
    PRIMARY KEY(kind, number)
) STRICT;
CREATE UNIQUE INDEX box_by_id ON box(kind, id);
CREATE UNIQUE INDEX box_by_about ON box(kind, about) WHERE about IS NOT NULL;
CREATE INDEX box_waiting ON box(kind, number) WHERE sealed IS NOT NULL;

INSERT INTO box(kind, number, id, at, clock_trusted, sealed)
SELECT 1, number, id, at, clock_trusted, sealed FROM walk_up;
INSERT INTO box(kind, number, id, about, at, clock_trusted, sealed)
SELECT 2, number, entry_id, walk_up, at, coalesce((SELECT clock_trusted FROM entry WHERE id = entry_id), 0), sealed
FROM emergency;
INSERT INTO box(kind, number, id, at, clock_trusted, sealed)
SELECT 3, number, entry_id, at, coalesce((SELECT clock_trusted FROM entry WHERE id = entry_id), 0), sealed FROM evidence;

-- The last numbers that were used. Their boxes may be pruned.
INSERT INTO value(name, value)
SELECT CASE name WHEN 'walk_up' THEN 'boxes.walk-up' WHEN 'emergency' THEN 'boxes.emergency' ELSE 'boxes.car-picture' END, seq
FROM sqlite_sequence WHERE name IN ('walk_up', 'emergency', 'evidence');

DROP TABLE walk_up;
DROP TABLE emergency;
DROP TABLE evidence;
