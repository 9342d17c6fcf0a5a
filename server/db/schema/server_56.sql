-- The number of a person at the university; '' for none. Not unique: two accounts with one number sign nobody in.
ALTER TABLE account ADD COLUMN staff_number TEXT NOT NULL DEFAULT '';
CREATE INDEX account_by_staff_number ON account (staff_number);

-- Providers of single sign-on (server/identity/provider.h).
CREATE TABLE identity_provider (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,       -- in URLs
    kind TEXT NOT NULL,              -- oidc, cas, ldap, ... (server/identity/kinds.c)
    label TEXT NOT NULL,             -- on the button
    label_en TEXT NOT NULL,
    position INTEGER NOT NULL,       -- order of the buttons
    enabled INTEGER NOT NULL,
    settings TEXT NOT NULL,          -- JSON, the fields of the kind
    secret_sealed BLOB,              -- NULL: none
    link_to TEXT NOT NULL,           -- '', staff-number, email, mobile
    link_attribute TEXT NOT NULL,    -- whose value names the account
    link_privileged INTEGER NOT NULL, -- 1: also accounts that administer or decide
    provision INTEGER NOT NULL       -- 1: the first sign-in makes an account for applicants
);

-- Who somebody of a provider is here. Subjects are keyed hashes: nothing has to read them.
CREATE TABLE identity_link (
    provider BLOB NOT NULL REFERENCES identity_provider (id),
    subject_hash BLOB NOT NULL,
    account INTEGER NOT NULL REFERENCES account (id),
    linked_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (provider, subject_hash)
);
CREATE INDEX identity_link_by_account ON identity_link (account);

-- What the attributes of a provider give: the administrator's list, in order.
CREATE TABLE identity_rule (
    id BLOB PRIMARY KEY,
    provider BLOB NOT NULL REFERENCES identity_provider (id),
    number INTEGER NOT NULL,
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,             -- the whole value, in any case
    home_unit INTEGER NOT NULL,      -- 0: none; the unit of the account
    role TEXT NOT NULL,              -- '' for none
    unit INTEGER NOT NULL,           -- scope of the role; 0: all
    campus INTEGER NOT NULL
);
CREATE INDEX identity_rule_by_provider ON identity_rule (provider, number);

-- Roles that rules gave, so that they go when the attributes no longer say so. Roles given by hand are not here.
CREATE TABLE identity_grant (
    account INTEGER NOT NULL REFERENCES account (id),
    provider BLOB NOT NULL REFERENCES identity_provider (id),
    role TEXT NOT NULL,
    unit INTEGER NOT NULL,
    campus INTEGER NOT NULL,
    PRIMARY KEY (account, provider, role, unit, campus)
);

-- Sign-ins on their way (server/identity/flow.h). Only hashes: a copy of the database finishes none of them.
CREATE TABLE identity_flow (
    state_hash BLOB PRIMARY KEY,
    browser_hash BLOB NOT NULL,      -- of the cookie
    provider BLOB NOT NULL,
    network TEXT NOT NULL,           -- of the browser; bounds how many it begins
    to_path TEXT NOT NULL,
    account INTEGER NOT NULL,        -- 0: on the way to the provider; else only the local second factor is missing
    subject_hash BLOB,               -- of the session to come, while the second factor is missing
    sid_hash BLOB,
    hint_sealed BLOB,
    until INTEGER NOT NULL
);
CREATE INDEX identity_flow_by_network ON identity_flow (network, until);
CREATE INDEX identity_flow_by_until ON identity_flow (until);

-- Marks that are taken once, such as the jti of a logout token.
CREATE TABLE identity_seen (
    provider BLOB NOT NULL,
    mark_hash BLOB NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (provider, mark_hash)
);
CREATE INDEX identity_seen_by_until ON identity_seen (until);

-- Where a session came from, for logout at the provider and by it. NULL: signed in with a password.
ALTER TABLE session ADD COLUMN provider BLOB;
ALTER TABLE session ADD COLUMN subject_hash BLOB;
ALTER TABLE session ADD COLUMN sid_hash BLOB;
ALTER TABLE session ADD COLUMN hint_sealed BLOB;
CREATE INDEX session_by_subject ON session (provider, subject_hash);
CREATE INDEX session_by_sid ON session (provider, sid_hash);
