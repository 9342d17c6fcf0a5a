-- A booth replaces its key. The ones before stay, for what they have signed: a stick that is on its way.
ALTER TABLE device ADD COLUMN key_since INTEGER;                 -- NULL: since created_at
ALTER TABLE device ADD COLUMN key_wanted INTEGER NOT NULL DEFAULT 0; -- 1: an administrator asked for another one
CREATE TABLE device_key (
    device BLOB NOT NULL REFERENCES device (id),
    public_key BLOB NOT NULL UNIQUE,
    replaced_at INTEGER NOT NULL,
    PRIMARY KEY (device, public_key)
);
CREATE INDEX device_key_by_time ON device_key (device, replaced_at);
