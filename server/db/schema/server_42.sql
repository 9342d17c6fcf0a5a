-- What somebody should look into (records/exception.h). The same kind for the same subject on one day is one row.
CREATE TABLE exception (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,            -- days since 1970-01-01 by the campus's clock
    subject BLOB NOT NULL,           -- a pass, a booth, an emergency admission or the digest of a code
    campus INTEGER NOT NULL,
    gate INTEGER NOT NULL,           -- these four are of the newest sighting
    device BLOB NOT NULL,
    entry BLOB,
    other_entry BLOB,                -- of a double use: the use before
    pass BLOB,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    state TEXT NOT NULL,             -- open, closed
    assignee INTEGER REFERENCES account (id),
    closed_by INTEGER REFERENCES account (id), -- NULL: the system
    closed_at INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (campus, kind, day, subject)
);
CREATE INDEX exception_by_time ON exception (last_at, id);
CREATE INDEX exception_by_state ON exception (state, last_at, id);
CREATE INDEX exception_by_subject ON exception (subject, kind);
CREATE INDEX exception_by_pass ON exception (pass);

-- What happened to an exception, oldest first.
CREATE TABLE exception_step (
    id BLOB PRIMARY KEY,
    exception BLOB NOT NULL REFERENCES exception (id),
    at INTEGER NOT NULL,
    account INTEGER REFERENCES account (id), -- NULL: the system
    action TEXT NOT NULL,            -- assigned, released, remarked, closed, reopened, again
    assignee INTEGER REFERENCES account (id),
    reason TEXT NOT NULL DEFAULT '',
    remark_sealed BLOB               -- may name people
);
CREATE INDEX exception_step_by_exception ON exception_step (exception, id);

-- The daily digest: who wants it, and the last day of each campus that has one.
ALTER TABLE account ADD COLUMN exception_digest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campus ADD COLUMN digest_day INTEGER NOT NULL DEFAULT 0;
