-- Guards end roll calls at booths, too (server/devices/roll_call.h). Each end that a booth handed up stands here, whether
-- it ended the roll call or not: one that arrives before the list that it is about counts when the list comes.
ALTER TABLE roll_call ADD COLUMN ended_device BLOB;    -- NULL: on a page; else ended_by is 0
ALTER TABLE roll_call ADD COLUMN ended_guard INTEGER;
CREATE TABLE roll_call_end (
    id BLOB PRIMARY KEY,             -- of the box
    device BLOB NOT NULL,
    guard INTEGER NOT NULL,
    given BLOB NOT NULL,             -- id of the roll call at the booth
    at INTEGER NOT NULL,
    counts INTEGER NOT NULL          -- 0: it runs on, since others went on with it
);
CREATE INDEX roll_call_end_by_given ON roll_call_end (given);
CREATE INDEX roll_call_end_by_time ON roll_call_end (at);
