-- A booth claims a single-use pass before it admits (server/records/pass_claim.h). Rows live for a minute.
CREATE TABLE pass_claim (
    pass BLOB PRIMARY KEY,
    device BLOB NOT NULL,
    gate INTEGER NOT NULL,
    at INTEGER NOT NULL,             -- by the database's clock
    until_at INTEGER NOT NULL
);
