-- Applications made at this gate as the server knows them, their passes, the server's sealing key, and the words for
-- finding units.
CREATE TABLE walk_up(
    id BLOB PRIMARY KEY,
    version INTEGER NOT NULL,       -- 0: received, nothing more is known
    state INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE walk_up_pass(
    walk_up BLOB NOT NULL,
    pass_id BLOB NOT NULL,
    PRIMARY KEY(walk_up, pass_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX walk_up_by_pass ON walk_up_pass(pass_id);
ALTER TABLE keyset ADD COLUMN sealing BLOB;
ALTER TABLE unit ADD COLUMN pinyin TEXT NOT NULL DEFAULT '';
-- Fetches again the rows that came before these columns.
DELETE FROM unit;
UPDATE held SET position = 0, scope = '', until = 0;
