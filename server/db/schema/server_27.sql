-- The first-run set-up page. One row while its link is open; none once an account exists.
CREATE TABLE setup (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    token_hash BLOB NOT NULL,        -- BLAKE2b-256 of the link's token
    expires_at INTEGER NOT NULL,     -- by the database's clock
    version INTEGER NOT NULL,        -- rises with each change of the plan
    plan_sealed BLOB,                -- what was entered so far, JSON
    totp_sealed BLOB                 -- the administrator's second factor, before its first code
);
