-- A new second factor counts only after its first code; until then the old one stays.
ALTER TABLE account ADD COLUMN totp_next BLOB;

-- Codes that stand in once for a lost authenticator (server/auth/second_factor.h).
CREATE TABLE recovery_code (
    account INTEGER NOT NULL REFERENCES account (id),
    hash BLOB NOT NULL,              -- keyed hash of the code
    PRIMARY KEY (account, hash)
);

-- Where a session began, for its owner.
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
