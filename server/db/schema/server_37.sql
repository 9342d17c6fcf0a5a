-- The texts that people were shown about the handling of their data, one row a version and language
-- (flow/notice_text.h). A row stays as long as a consent refers to it.
CREATE TABLE notice (
    number INTEGER PRIMARY KEY,      -- for people: version 3
    hash BLOB NOT NULL UNIQUE,       -- first 8 bytes of BLAKE2b-256 of the text
    language TEXT NOT NULL,          -- zh, en
    text TEXT NOT NULL,
    first_at INTEGER NOT NULL        -- when it was first consented to
);

-- Who consented to the handling of a person's data, to which text, when, for what and how (records/consent.h).
CREATE TABLE consent (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL,       -- rows of person are written anew with every change, so nothing refers to them
    person BLOB NOT NULL,
    by_whom TEXT NOT NULL,           -- applicant: declares that the person consents; self; guardian; not-recorded
    notice INTEGER NOT NULL,         -- 0: not-recorded
    at INTEGER NOT NULL,
    purpose TEXT NOT NULL,           -- entry: approval of the visit and checks at the gate
    channel TEXT NOT NULL,           -- web, api, kiosk
    ticked INTEGER NOT NULL,         -- 1: a box was ticked or a button touched under the text; 0: by submitting
    minor INTEGER NOT NULL,          -- 1: under 14, so a parent or guardian decides
    account INTEGER,                 -- who declared it; NULL for others than an applicant
    guardian_sealed BLOB,            -- name of the parent or guardian, where it was given
    withdrawn_at INTEGER,
    UNIQUE (person, by_whom, notice)
);
CREATE INDEX consent_by_application ON consent (application);
CREATE INDEX consent_by_notice ON consent (notice);
