-- Booths: who they are, what they recorded, and who may sign in at them.

-- Enrolled booths, with the last report of each.
CREATE TABLE device (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    campus INTEGER NOT NULL REFERENCES campus (id),
    gate INTEGER NOT NULL REFERENCES gate (bit),
    public_key BLOB NOT NULL UNIQUE,
    journal TEXT NOT NULL,           -- the name that its entries' hashes cover
    binding_sealed BLOB,             -- secret that only this machine has (core/guard/pin.h); NULL: none
    state TEXT NOT NULL,             -- active, revoked
    created_by INTEGER REFERENCES account (id),
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    seen_at INTEGER,                 -- last request that its key signed
    program TEXT NOT NULL DEFAULT '', -- version of its software
    position INTEGER NOT NULL DEFAULT 0,
    synced_at INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0,
    clock_offset_ms INTEGER NOT NULL DEFAULT 0,
    disk_percent INTEGER NOT NULL DEFAULT -1,  -- -1: unknown
    temperature INTEGER NOT NULL DEFAULT -1000, -- tenths of a degree; -1000: unknown
    acknowledged INTEGER NOT NULL DEFAULT 0,   -- highest number without a gap
    last_hash BLOB,                  -- of that entry
    forked_at INTEGER                -- two journals have used its identity
);

-- One-time codes for enrolment. People type HANDLE-SECRET, so that the server can count wrong tries.
CREATE TABLE device_code (
    handle TEXT PRIMARY KEY,
    secret_hash BLOB NOT NULL,
    name TEXT NOT NULL,
    campus INTEGER NOT NULL REFERENCES campus (id),
    gate INTEGER NOT NULL REFERENCES gate (bit),
    created_by INTEGER NOT NULL REFERENCES account (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    device BLOB REFERENCES device (id) -- that used it
);

-- Nonces of the last minutes: a request counts once, whichever process it reaches.
CREATE TABLE device_nonce (
    device BLOB NOT NULL,
    nonce TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (device, nonce)
);
CREATE INDEX device_nonce_by_time ON device_nonce (at);

-- Entries of the gates, unchanged. core/wire/entry.h defines the numbers.
CREATE TABLE entry (
    device BLOB NOT NULL REFERENCES device (id),
    number INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,             -- by the booth's clock
    arrived_at INTEGER NOT NULL,
    clock_trusted INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    evidence INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    campus INTEGER NOT NULL,
    pass BLOB,                       -- the server may not know it
    visit BLOB,
    refers_to BLOB,
    colour INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    reasons INTEGER NOT NULL,
    guard INTEGER NOT NULL,
    second_guard INTEGER NOT NULL,
    override_reason INTEGER NOT NULL,
    uses_up INTEGER NOT NULL,
    pass_expires INTEGER NOT NULL,
    live INTEGER NOT NULL,
    code_digest BLOB,
    note_sealed BLOB,                -- a guard's note may name people
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    mark TEXT NOT NULL DEFAULT '',   -- '', conflict, gap, broken: what a reviewer should look at
    PRIMARY KEY (device, number)
);
CREATE INDEX entry_by_time ON entry (at, id);
CREATE INDEX entry_by_pass ON entry (pass, at);
CREATE INDEX entry_by_mark ON entry (mark, at);

-- Whole lines of booths that the server could not use. A reviewer looks at them.
CREATE TABLE entry_aside (
    id BLOB PRIMARY KEY,
    device BLOB NOT NULL REFERENCES device (id),
    number INTEGER NOT NULL,         -- as far as it could be read; 0 otherwise
    arrived_at INTEGER NOT NULL,
    code TEXT NOT NULL,              -- unreadable, other-content, broken-hash, taken-id
    digest BLOB NOT NULL,            -- of the line: the same one is kept once
    line_sealed BLOB NOT NULL,
    settled_at INTEGER,
    settled_by INTEGER REFERENCES account (id),
    UNIQUE (device, digest)
);
CREATE INDEX entry_aside_by_time ON entry_aside (settled_at, arrived_at);

-- Admissions that booths share, so that a single-use pass is spent everywhere.
CREATE TABLE pass_use (
    entry BLOB PRIMARY KEY,
    device BLOB NOT NULL,
    pass BLOB NOT NULL,
    at INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    until_at INTEGER NOT NULL,       -- end of the pass
    taken_back INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL        -- in the change sequence
);
CREATE INDEX pass_use_by_position ON pass_use (position);
CREATE INDEX pass_use_by_pass ON pass_use (pass);

-- People who sign in at booths, with a PIN that only they know (core/guard/pin.h).
CREATE TABLE guard (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    rights INTEGER NOT NULL,         -- enum guard_right of core/wire/record.h, or-ed
    active INTEGER NOT NULL DEFAULT 1,
    campus INTEGER NOT NULL DEFAULT 0, -- 0: all
    salt BLOB NOT NULL,
    verifier BLOB NOT NULL,
    ops INTEGER NOT NULL,
    mem_kib INTEGER NOT NULL,
    wrapping_sealed BLOB NOT NULL,   -- key that wraps the data key, made from the PIN for each booth
    created_at INTEGER NOT NULL,
    position INTEGER NOT NULL
);
