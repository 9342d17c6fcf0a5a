-- Stays that the office ended, where no booth saw somebody leave (server/devices/presence.h).
CREATE TABLE presence_end (
    id BLOB PRIMARY KEY,
    campus INTEGER NOT NULL,
    subject BLOB NOT NULL,           -- of table presence
    at INTEGER NOT NULL,
    account INTEGER NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX presence_end_by_subject ON presence_end (subject, at);
CREATE INDEX presence_end_by_time ON presence_end (at);

-- Roll calls: who was inside a campus when an evacuation began, and who has been found (server/devices/roll_call.h).
-- No name stands here. A row is about a subject of table presence, and the name is that of the pass.
CREATE TABLE roll_call (
    id BLOB PRIMARY KEY,
    campus INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    started_by INTEGER NOT NULL,     -- account
    ended_at INTEGER,
    ended_by INTEGER
);
CREATE UNIQUE INDEX roll_call_running ON roll_call (campus) WHERE ended_at IS NULL;
CREATE INDEX roll_call_by_start ON roll_call (started_at);

CREATE TABLE roll_call_row (
    roll_call BLOB NOT NULL REFERENCES roll_call (id),
    subject BLOB NOT NULL,
    pass BLOB,
    application BLOB,                -- of an emergency admission
    car BLOB,                        -- subject of the vehicle that the person came in with
    vehicle INTEGER NOT NULL,
    since INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    mark INTEGER NOT NULL DEFAULT 0, -- enum roll_mark
    conflict INTEGER NOT NULL DEFAULT 0,
    marked_at INTEGER,
    marked_by INTEGER,               -- account
    PRIMARY KEY (roll_call, subject)
);
CREATE INDEX roll_call_row_by_pass ON roll_call_row (pass);

-- Every tick, in the order of arrival.
CREATE TABLE roll_call_tick (
    id BLOB PRIMARY KEY,
    roll_call BLOB NOT NULL REFERENCES roll_call (id),
    subject BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    mark INTEGER NOT NULL,
    at INTEGER NOT NULL,
    account INTEGER,
    device BLOB,                     -- NULL: ticked on a page
    number INTEGER NOT NULL          -- of this device; 0 on a page
);
CREATE INDEX roll_call_tick_by_row ON roll_call_tick (roll_call, subject, sequence);
