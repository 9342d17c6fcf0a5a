-- The journal of one gate. Entries are numbered without gaps and chained by their hashes.
CREATE TABLE entry(
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    clock_trusted INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    evidence INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    pass_id BLOB,
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
    note TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX entry_by_pass ON entry(pass_id, number) WHERE pass_id IS NOT NULL;
CREATE INDEX entry_by_time ON entry(at);
-- The count of a day looks up for each entry whether a later one refers to it.
CREATE INDEX entry_by_reference ON entry(refers_to) WHERE refers_to IS NOT NULL;

-- Spent single-use passes. Rows stay until the pass expires, even if their entries are pruned.
CREATE TABLE use(
    pass_id BLOB PRIMARY KEY,
    entry_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Passes that have entered here and not left.
CREATE TABLE inside(
    pass_id BLOB PRIMARY KEY,
    entry_id BLOB NOT NULL,
    since INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: the end of the chain, which remains when every entry is pruned.
CREATE TABLE head(
    only INTEGER PRIMARY KEY CHECK (only = 1),
    device TEXT NOT NULL,
    last_number INTEGER NOT NULL,
    last_hash BLOB NOT NULL,
    last_time INTEGER NOT NULL,
    acknowledged INTEGER NOT NULL,
    pruned_to INTEGER NOT NULL
) STRICT;

-- Small values that must outlive a restart: floor of trusted time, sign-in throttle.
CREATE TABLE value(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
