-- The data of one booth. Only display.sealed holds personal data. Plates and persons are keyed hashes.
-- Rows of pass are kept narrow, because the inner pages of a WITHOUT ROWID table hold whole rows: the wide sealed field
-- has a table of its own.
CREATE TABLE pass(
    id BLOB PRIMARY KEY,
    version INTEGER NOT NULL,
    state INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    gates INTEGER NOT NULL,
    home_gate INTEGER NOT NULL,
    holder BLOB,
    unit INTEGER NOT NULL,
    visit BLOB,
    person BLOB,
    plate BLOB,
    number TEXT NOT NULL,
    display INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX pass_by_number ON pass(number);
CREATE INDEX pass_by_plate ON pass(plate, expires) WHERE plate IS NOT NULL;
CREATE INDEX pass_by_visit ON pass(visit) WHERE visit IS NOT NULL;
CREATE INDEX pass_blocked ON pass(state) WHERE state = 2;

CREATE TABLE display(row INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT;

-- Every revocation, even if its pass comes later or never.
CREATE TABLE revoked(
    id BLOB PRIMARY KEY,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bar(
    plate INTEGER NOT NULL,
    hash BLOB NOT NULL,
    version INTEGER NOT NULL,
    lifted INTEGER NOT NULL,
    PRIMARY KEY(plate, hash)
) STRICT, WITHOUT ROWID;

-- Admissions at other gates.
CREATE TABLE use(
    entry_id BLOB PRIMARY KEY,
    pass_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    taken_back INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX use_by_pass ON use(pass_id, at);

CREATE TABLE gate(
    gate INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    campus INTEGER NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    campus_zh TEXT NOT NULL,
    campus_en TEXT NOT NULL
) STRICT;

CREATE TABLE unit(
    unit INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL
) STRICT;

CREATE TABLE guard(
    guard INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    active INTEGER NOT NULL,
    rights INTEGER NOT NULL,
    name TEXT NOT NULL,
    salt BLOB NOT NULL,
    verifier BLOB NOT NULL,
    ops INTEGER NOT NULL,
    mem_kib INTEGER NOT NULL,
    wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE policy(
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL,
    fresh_for INTEGER NOT NULL,
    stale_for INTEGER NOT NULL,
    clock_skew INTEGER NOT NULL,
    take_back_within INTEGER NOT NULL,
    live_code_required INTEGER NOT NULL,
    touch_before_admit INTEGER NOT NULL,
    second_guard INTEGER NOT NULL,
    journal_keep INTEGER NOT NULL,
    privacy_timeout INTEGER NOT NULL,
    green_shown_for INTEGER NOT NULL
) STRICT;

CREATE TABLE keyset(
    only INTEGER PRIMARY KEY CHECK (only = 1),
    epoch INTEGER NOT NULL,
    signed BLOB NOT NULL
) STRICT;

-- One row: position, the time of the last complete stream, and the number of passes (counting a million takes too long
-- for a screen).
CREATE TABLE held(
    only INTEGER PRIMARY KEY CHECK (only = 1),
    position INTEGER NOT NULL,
    synced_at INTEGER NOT NULL,
    passes INTEGER NOT NULL,
    keys_at INTEGER NOT NULL,
    policy_at INTEGER NOT NULL,
    guards_at INTEGER NOT NULL
) STRICT;
INSERT INTO held VALUES (1, 0, 0, 0, 0, 0, 0);
