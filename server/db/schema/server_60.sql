-- The campus directory (server/directory): what units and accounts follow it, its settings, and its runs.
ALTER TABLE unit ADD COLUMN directory INTEGER NOT NULL DEFAULT 0;       -- 1: the directory has named it
ALTER TABLE unit ADD COLUMN directory_heads INTEGER NOT NULL DEFAULT 0; -- 1: head and deputies there approve for it
-- '' never found there, 'seen' follows it, 'closed' by it.
ALTER TABLE account ADD COLUMN directory TEXT NOT NULL DEFAULT '';

-- Heads and deputies as the directory named them last.
CREATE TABLE unit_head (
    unit INTEGER NOT NULL REFERENCES unit (id),
    ordinal INTEGER NOT NULL,        -- 0: head; deputies from 1
    staff_number TEXT NOT NULL,
    account INTEGER REFERENCES account (id), -- NULL: nobody with this number has an account
    granted INTEGER NOT NULL,        -- 1: the directory gave the role, so it takes it back
    PRIMARY KEY (unit, ordinal)
);
CREATE INDEX unit_head_by_account ON unit_head (account);

-- Heads and deputies that have left, until what waited for them has gone to somebody else.
CREATE TABLE unit_departure (
    unit INTEGER NOT NULL REFERENCES unit (id),
    account INTEGER NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (unit, account)
);

CREATE TABLE directory_setting (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    config TEXT NOT NULL,            -- JSON: directory/settings.h
    secret_sealed BLOB,              -- the bind password or the bearer token
    last_day INTEGER NOT NULL DEFAULT 0 -- day of the last daily run, by the zone of the first campus
);

CREATE TABLE directory_run (
    id INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL,           -- daily, preview, test
    state TEXT NOT NULL,             -- asked, running, tested, same, waiting, held, applied, discarded, failed
    source TEXT NOT NULL,            -- ldap, csv, rest
    asked_by INTEGER REFERENCES account (id), -- NULL: the daily run
    asked_at INTEGER NOT NULL,
    ended_at INTEGER,                -- of the reading
    units INTEGER NOT NULL DEFAULT 0,
    people INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0, -- entries of the source that could not be used
    counts TEXT NOT NULL DEFAULT '', -- JSON: number of changes by kind
    fault TEXT NOT NULL DEFAULT '',  -- stable word
    detail TEXT NOT NULL DEFAULT '', -- of the fault: a line, an attribute
    snapshot_sealed BLOB,            -- JSON: what was read, until the run is settled
    digest BLOB,                     -- keyed hash of the changes that were shown
    settled_at INTEGER,
    settled_by INTEGER REFERENCES account (id)
);
CREATE INDEX directory_run_by_state ON directory_run (state, id);
INSERT INTO job_lease (name, until_at) VALUES ('directory', 0);
