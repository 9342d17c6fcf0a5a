-- The chain of hashes over the audit trail (docs/audit.md). An entry is linked in the transaction that writes it.
CREATE TABLE audit_link (
    sequence INTEGER PRIMARY KEY,    -- 1, 2, 3, ... without a gap
    entry BLOB NOT NULL UNIQUE,      -- audit.id
    hash BLOB NOT NULL               -- of the hash before it, the sequence and the entry
);

-- One row: the newest link. Its lock orders the transactions that write the trail.
CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL,
    hash BLOB,                       -- NULL: no link yet
    adopted INTEGER NOT NULL         -- 1: the entries of an older server are linked
);
INSERT INTO audit_head (one, sequence, adopted) VALUES (1, 0, 0);

-- Signatures over a link: heads every hour, anchors where retention has removed what came before.
CREATE TABLE audit_seal (
    kind TEXT NOT NULL,              -- "head", "anchor"
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL,
    at INTEGER NOT NULL,
    signer BLOB NOT NULL,            -- public key
    signature BLOB NOT NULL,
    PRIMARY KEY (kind, sequence)
);

-- Wrong passwords and codes of a minute that is not over; then they become one entry of the trail each.
CREATE TABLE sign_in_failure (
    minute INTEGER NOT NULL,         -- since 1970
    account INTEGER NOT NULL,        -- 0: no such account
    address TEXT NOT NULL,           -- "": addresses beyond those that a minute keeps apart
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (minute, account, address, reason)
);
-- @audit-chain
UPDATE counter SET value = value WHERE name = '';
