-- Applications made at a gate. The application has the same id, unless it was refused at once.
CREATE TABLE walk_up (
    id BLOB PRIMARY KEY,
    device BLOB NOT NULL REFERENCES device (id),
    number INTEGER NOT NULL,         -- at that booth, shown to people
    at INTEGER NOT NULL,             -- when it was submitted, by the booth's clock
    arrived_at INTEGER NOT NULL,
    link_hash BLOB UNIQUE,           -- of the applicant's page; NULL: none could be read
    state TEXT NOT NULL,             -- core/wire/record.h: unit-review, security-review, approved, refused, ended
    reason TEXT NOT NULL,            -- why it was refused at once, else "people"
    state_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL,
    position INTEGER NOT NULL        -- in the change sequence
);
CREATE INDEX walk_up_by_device ON walk_up (device, position);
