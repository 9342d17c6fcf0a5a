-- Filings by mail (server/act/mail_in.h): what the mailbox brought, until an officer has taken it over or deleted it.
CREATE TABLE mail_filing (
    id BLOB PRIMARY KEY,
    campus INTEGER NOT NULL,         -- 0: every campus
    mailbox BLOB NOT NULL,           -- keyed hash of its URL and user
    uid_validity INTEGER NOT NULL,   -- RFC 3501, 2.3.1.1: with the next one it names a mail for good
    uid INTEGER NOT NULL,
    id_hash BLOB,                    -- keyed, of the Message-ID; NULL: it has none
    sender_hash BLOB NOT NULL,
    state TEXT NOT NULL,             -- open, aside, taken, deleted
    reason TEXT NOT NULL,            -- why it was put aside; '' for others
    arrived_at INTEGER NOT NULL,
    people INTEGER NOT NULL,
    faulty INTEGER NOT NULL,         -- rows with an error
    content_sealed BLOB,             -- JSON; NULL: erased
    application BLOB,                -- of a mail that was taken over
    settled_at INTEGER,
    settled_by INTEGER,
    UNIQUE (mailbox, uid_validity, uid)
);
CREATE INDEX mail_filing_by_state ON mail_filing (state, arrived_at, id);
CREATE INDEX mail_filing_by_message ON mail_filing (id_hash);
CREATE INDEX mail_filing_by_sender ON mail_filing (sender_hash, arrived_at);
CREATE INDEX mail_filing_by_application ON mail_filing (application);
INSERT INTO job_lease (name, until_at) VALUES ('mail', 0);
-- Filed by an officer from a mail.
ALTER TABLE application ADD COLUMN by_mail INTEGER NOT NULL DEFAULT 0;
