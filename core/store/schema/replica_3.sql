-- Applications made at this gate, as far as the server told, and the passes that came of them; what applications are
-- sealed to; and the words that units are found by.
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
-- What came before these columns comes again.
DELETE FROM unit;
UPDATE held SET position = 0, scope = '', until = 0;
