-- Which history the change sequence belongs to (records/change.h, docs/sync-protocol.md#history). Each transaction that
-- takes positions draws a random stamp, kept under the last of them: a database that was restored from before that
-- transaction can't have it. Old rows are swept.
CREATE TABLE change_stamp (
    position INTEGER PRIMARY KEY,
    stamp INTEGER NOT NULL
);

-- A new lineage begins after each restore and promotion, or by hand. The newest row counts.
CREATE TABLE lineage (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    position INTEGER NOT NULL,       -- the first of the change sequence in this lineage
    begun_at INTEGER NOT NULL,
    cause TEXT NOT NULL,             -- first, other-database, went-back, by-hand
    identity TEXT NOT NULL           -- what db_identity() said of the database
);

-- 1: the booth last reported that it syncs from the beginning, since the server tells another history than its replica.
ALTER TABLE device ADD COLUMN other_history INTEGER NOT NULL DEFAULT 0;
