-- WeCom (server/wecom). One row: the application in WeCom's administration that sends messages and signs people in.
CREATE TABLE wecom (
    id INTEGER PRIMARY KEY,          -- 1
    enabled INTEGER NOT NULL,
    base_url TEXT NOT NULL,
    corp_id TEXT NOT NULL,
    agent_id INTEGER NOT NULL,
    match_names INTEGER NOT NULL,    -- 1: where an account names no UserID, its sign-in name is one
    secret_sealed BLOB,
    callback_token_sealed BLOB,
    callback_key_sealed BLOB,        -- EncodingAESKey
    robot_key_sealed BLOB,           -- of the webhook of the guards' group
    access_sealed BLOB,              -- access_token, shared by all server processes
    access_until INTEGER NOT NULL DEFAULT 0
);
-- Callbacks that have been counted: keyed hash of their content.
CREATE TABLE wecom_event (
    hash BLOB PRIMARY KEY,
    at INTEGER NOT NULL
);
CREATE INDEX wecom_event_by_age ON wecom_event (at);
-- To-do cards of approvers. The hexadecimal form of the id is the task_id.
CREATE TABLE wecom_card (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES application (id),
    version INTEGER NOT NULL,        -- of the application, as the card shows it
    account INTEGER NOT NULL REFERENCES account (id),
    message BLOB NOT NULL,           -- that shows the card
    code_sealed BLOB,                -- response_code: updates the card once, within 72 hours
    code_at INTEGER,
    closed_at INTEGER,               -- NULL: it still asks
    created_at INTEGER NOT NULL
);
CREATE INDEX wecom_card_by_application ON wecom_card (application);
CREATE INDEX wecom_card_by_account ON wecom_card (account);

ALTER TABLE account ADD COLUMN wecom_user TEXT NOT NULL DEFAULT '';     -- UserID in WeCom; '': none is named
CREATE UNIQUE INDEX account_by_wecom_user ON account (wecom_user) WHERE wecom_user <> '';
ALTER TABLE account ADD COLUMN notify_by TEXT NOT NULL DEFAULT '';      -- wecom, email, sms; '': the usual way
ALTER TABLE account ADD COLUMN tell_results INTEGER NOT NULL DEFAULT 1; -- messages about the state of own applications
-- A message that is sent where the other one was not: it waits, and is skipped when the other one went out.
ALTER TABLE message ADD COLUMN behind BLOB;
CREATE INDEX message_by_front ON message (behind) WHERE behind IS NOT NULL;
