-- The server's tables, one text for SQLite and PostgreSQL. INTEGER is 64 bits; times are milliseconds since 1970, UTC;
-- ids are UUIDs of version 7 in 16 bytes. Sealed columns hold server/vault's XChaCha20-Poly1305 boxes. Columns *_hash
-- hold keyed hashes, which find equal values without opening them.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE counter (
    name TEXT PRIMARY KEY,           -- "number.2026-11-24"
    value INTEGER NOT NULL
);

CREATE TABLE campus (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    zone TEXT NOT NULL,              -- IANA name, for people
    zone_minutes INTEGER NOT NULL,   -- offset from UTC
    deadline_minute INTEGER NOT NULL, -- minute of the local day before which the next day can be applied for: 960
    active INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE gate (
    bit INTEGER PRIMARY KEY CHECK (bit BETWEEN 0 AND 15),
    campus INTEGER NOT NULL REFERENCES campus (id),
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    vehicles INTEGER NOT NULL,       -- 1: has a lane
    active INTEGER NOT NULL DEFAULT 1,
    position INTEGER NOT NULL DEFAULT 1 -- in the change sequence, as its campus's names
);

-- Exceptions to the week's rule (Monday to Friday are working days).
CREATE TABLE calendar_day (
    campus INTEGER NOT NULL REFERENCES campus (id),
    day INTEGER NOT NULL,            -- days since 1970-01-01
    working INTEGER NOT NULL,
    open INTEGER NOT NULL DEFAULT 1, -- 0: no visitors at all
    deadline_minute INTEGER,         -- another deadline on this day
    note TEXT NOT NULL,
    PRIMARY KEY (campus, day)
);

CREATE TABLE unit (
    id INTEGER PRIMARY KEY,
    parent INTEGER REFERENCES unit (id),
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    pinyin TEXT NOT NULL,            -- full pinyin and initials, for search
    quota_day INTEGER,               -- entrants a day; NULL: no limit
    active INTEGER NOT NULL DEFAULT 1,
    position INTEGER NOT NULL DEFAULT 1 -- in the change sequence
);

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,       -- name to sign in with, lower case
    display_name TEXT NOT NULL,
    email TEXT,
    mobile_sealed BLOB,
    unit INTEGER REFERENCES unit (id),
    password TEXT,                   -- Argon2id, libsodium's string form; NULL: no local password
    password_changed INTEGER NOT NULL DEFAULT 0,
    must_change INTEGER NOT NULL DEFAULT 0,
    totp_sealed BLOB,
    totp_on INTEGER NOT NULL DEFAULT 0,   -- 1: confirmed by a first code
    totp_last INTEGER NOT NULL DEFAULT 0, -- last time step used, so that a code works once
    language TEXT NOT NULL DEFAULT 'zh',
    active INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
);

CREATE TABLE account_role (
    account INTEGER NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,              -- applicant, unit-approver, security-officer, reviewer, administrator
    unit INTEGER NOT NULL DEFAULT 0, -- scope; 0: all
    campus INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, role, unit, campus)
);

-- While an approver is away, another account may act for them.
CREATE TABLE delegation (
    id BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id),
    deputy INTEGER NOT NULL REFERENCES account (id),
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    ended_at INTEGER
);

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,     -- BLAKE2b-256 of the cookie
    account INTEGER NOT NULL REFERENCES account (id),
    csrf TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    strong INTEGER NOT NULL,         -- 1: with a second factor
    agent TEXT NOT NULL
);
CREATE INDEX session_by_account ON session (account);

CREATE TABLE login_failure (
    who TEXT PRIMARY KEY,            -- "account:NAME" or "address:..."
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL
);

CREATE TABLE application (
    id BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,     -- for people: 26112400017
    applicant INTEGER NOT NULL REFERENCES account (id),
    unit INTEGER REFERENCES unit (id),      -- NULL only while a draft
    campus INTEGER REFERENCES campus (id),
    gates INTEGER NOT NULL,          -- bit set
    kind TEXT NOT NULL,              -- policy: visit, multi
    purpose TEXT NOT NULL,
    host_name TEXT NOT NULL,
    host_mobile_sealed BLOB,
    note TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,             -- server/flow
    version INTEGER NOT NULL,        -- optimistic lock: grows with every change
    walk_up INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    submitted_at INTEGER,
    decided_at INTEGER,
    first_at INTEGER,                -- begin of the earliest period
    last_at INTEGER,                 -- end of the latest
    entrants INTEGER NOT NULL DEFAULT 0,
    erased_at INTEGER,               -- when its personal data were erased
    reminded INTEGER NOT NULL DEFAULT 0 -- reminders sent so far: 0 none, 1 approver, 2 deputy, 3 office
);
-- Leases of the periodic jobs: which process runs them, and until when the others wait.
CREATE TABLE job_lease (
    name TEXT PRIMARY KEY,
    until_at INTEGER NOT NULL
);
INSERT INTO job_lease (name, until_at) VALUES ('round', 0);

CREATE INDEX application_by_end ON application (state, last_at);
CREATE INDEX application_by_begin ON application (state, first_at, id);
CREATE INDEX application_by_applicant ON application (applicant, id);
CREATE INDEX application_by_unit ON application (unit, state, id);
CREATE INDEX application_by_state ON application (state, campus, id);

CREATE TABLE period (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES application (id),
    ordinal INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,          -- end, exclusive
    UNIQUE (application, ordinal)
);

CREATE TABLE vehicle (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES application (id),
    ordinal INTEGER NOT NULL,
    plate TEXT NOT NULL,             -- normal form
    plate_hash BLOB NOT NULL,
    refused INTEGER NOT NULL DEFAULT 0,
    refusal TEXT NOT NULL DEFAULT '',
    UNIQUE (application, ordinal)
);
CREATE INDEX vehicle_by_plate ON vehicle (plate_hash);

CREATE TABLE person (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES application (id),
    ordinal INTEGER NOT NULL,
    vehicle INTEGER,                 -- ordinal of the vehicle; NULL: on foot
    name_sealed BLOB NOT NULL,
    name_masked TEXT NOT NULL,
    sex TEXT NOT NULL,               -- M, F
    mobile_sealed BLOB NOT NULL,
    mobile_masked TEXT NOT NULL,
    mobile_hash BLOB NOT NULL,
    document_kind TEXT NOT NULL,     -- core/people/document.h
    document_sealed BLOB NOT NULL,
    document_masked TEXT NOT NULL,
    document_hash BLOB NOT NULL,
    refused INTEGER NOT NULL DEFAULT 0,
    refusal TEXT NOT NULL DEFAULT '',
    UNIQUE (application, ordinal)
);
CREATE INDEX person_by_document ON person (document_hash);
CREATE INDEX person_by_mobile ON person (mobile_hash);

-- Append-only: who, when, from where, what changed. The newest version of the application is the last row's.
CREATE TABLE history (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES application (id),
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    account INTEGER REFERENCES account (id), -- NULL: the system
    for_account INTEGER REFERENCES account (id), -- the account that a delegate acted for
    role TEXT NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    remark TEXT NOT NULL,
    changes_sealed BLOB,             -- JSON: the field-by-field difference
    address TEXT NOT NULL,
    UNIQUE (application, version)
);

-- The change that an applicant must confirm, and the earlier content, which returns when the applicant contests it.
CREATE TABLE proposal (
    application BLOB PRIMARY KEY REFERENCES application (id),
    changes_sealed BLOB NOT NULL,    -- JSON: the difference to be confirmed
    before_sealed BLOB NOT NULL      -- JSON: the whole content before it
);

-- One sequence over everything that booths replicate. The row lock of the counter keeps it in the order of the commits.
CREATE TABLE change_counter (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL
);
INSERT INTO change_counter (one, position) VALUES (1, 1);

CREATE TABLE pass (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES application (id),
    kind INTEGER NOT NULL,           -- core/token/claims.h: pedestrian, vehicle, rider
    person BLOB REFERENCES person (id),
    vehicle BLOB REFERENCES vehicle (id),
    period BLOB NOT NULL REFERENCES period (id),
    group_id BLOB,                   -- vehicle and riders of one visit
    state TEXT NOT NULL,             -- active, blocked, revoked
    state_reason TEXT NOT NULL DEFAULT '',
    state_at INTEGER NOT NULL,       -- since when it is in this state
    row_version INTEGER NOT NULL,
    position INTEGER NOT NULL,       -- in the change sequence
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    gates INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    home_gate INTEGER NOT NULL,
    token TEXT NOT NULL,             -- the static code
    link_hash BLOB NOT NULL UNIQUE,  -- BLAKE2b-256 of the 22 characters
    link_sealed BLOB NOT NULL,
    replaces BLOB REFERENCES pass (id),
    used_at INTEGER,                 -- first admission, as the gates reported it
    minted_at INTEGER NOT NULL
);
CREATE INDEX pass_by_application ON pass (application);
CREATE INDEX pass_by_position ON pass (position);
CREATE INDEX pass_by_start ON pass (from_at);

CREATE TABLE barred (
    id BLOB PRIMARY KEY,
    person_hash BLOB,
    plate_hash BLOB,
    plate TEXT NOT NULL,             -- '' for a person
    document_masked TEXT NOT NULL,   -- '' for a plate
    label_sealed BLOB NOT NULL,      -- written by the office, mostly a name
    reason TEXT NOT NULL,
    until_at INTEGER,
    created_by INTEGER NOT NULL REFERENCES account (id),
    created_at INTEGER NOT NULL,
    lifted_at INTEGER,
    position INTEGER NOT NULL
);
CREATE INDEX barred_by_person ON barred (person_hash);
CREATE INDEX barred_by_plate ON barred (plate_hash);

-- A link by which a visitor fills in their own data before the host submits.
CREATE TABLE invitation (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES application (id),
    token_hash BLOB NOT NULL UNIQUE,
    token_sealed BLOB NOT NULL,
    label TEXT NOT NULL,
    person BLOB,                     -- filled in
    vehicle INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    filled_at INTEGER,
    cancelled_at INTEGER
);
CREATE INDEX invitation_by_application ON invitation (application);

CREATE TABLE message (
    id BLOB PRIMARY KEY,
    channel TEXT NOT NULL,           -- sms, email
    purpose TEXT NOT NULL,           -- pass-issued, to-approve, ...
    dedupe TEXT NOT NULL UNIQUE,     -- "pass-issued:PASS": one person, one message per pass
    application BLOB REFERENCES application (id),
    pass BLOB REFERENCES pass (id),
    recipient_sealed BLOB NOT NULL,
    recipient_masked TEXT NOT NULL,
    body_sealed BLOB NOT NULL,
    state TEXT NOT NULL,             -- waiting, sending, sent, delivered, failed
    tries INTEGER NOT NULL DEFAULT 0,
    maybe_twice INTEGER NOT NULL DEFAULT 0, -- the provider's answer to an earlier try was lost
    due_at INTEGER NOT NULL,
    claimed_until INTEGER,
    provider_ref TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    settled_at INTEGER
);
CREATE INDEX message_by_due ON message (state, due_at);
CREATE INDEX message_by_application ON message (application);

-- Every look at personal data, and every act of administration.
CREATE TABLE audit (
    id BLOB PRIMARY KEY,
    at INTEGER NOT NULL,
    account INTEGER REFERENCES account (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,           -- "person:ID", "account:7"
    detail TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, id);
