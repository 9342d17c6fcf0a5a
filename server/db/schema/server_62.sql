-- Keys with which the university's portal signs its requests (server/records/portal_key.h).
CREATE TABLE portal_key (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    algorithm TEXT NOT NULL,         -- HS256, EdDSA
    secret_sealed BLOB,              -- of HS256; NULL: EdDSA
    public_key BLOB,                 -- of EdDSA; NULL: HS256
    created_at INTEGER NOT NULL,
    created_by INTEGER REFERENCES account (id),
    used_at INTEGER                  -- NULL: not yet
);
-- Tokens of the portal that were used; a token counts once.
CREATE TABLE portal_token (
    portal_key BLOB NOT NULL,
    id_hash BLOB NOT NULL,           -- keyed hash of its jti
    until INTEGER NOT NULL,
    PRIMARY KEY (portal_key, id_hash)
);
CREATE INDEX portal_token_by_until ON portal_token (until);
