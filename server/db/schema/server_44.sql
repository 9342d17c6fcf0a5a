-- Booths take part in roll calls (server/devices/roll_call.h): they hear of them, tick, and start them without a network.
ALTER TABLE roll_call ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roll_call ADD COLUMN started_device BLOB;  -- NULL: on a page; else started_by is 0
ALTER TABLE roll_call ADD COLUMN started_guard INTEGER;
CREATE INDEX roll_call_by_position ON roll_call (position);
ALTER TABLE roll_call_row ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roll_call_row ADD COLUMN marked_device BLOB;
CREATE INDEX roll_call_row_by_position ON roll_call_row (position, subject);
ALTER TABLE roll_call_tick ADD COLUMN guard INTEGER;

-- Each list that a booth handed up when a guard started a roll call there. The server may have made it part of another
-- one; later ticks name the one that the booth knows.
CREATE TABLE roll_call_part (
    id BLOB PRIMARY KEY,             -- of the box
    device BLOB NOT NULL,
    given BLOB NOT NULL,             -- id of the roll call at the booth
    roll_call BLOB NOT NULL REFERENCES roll_call (id),
    at INTEGER NOT NULL,
    position INTEGER NOT NULL
);
CREATE INDEX roll_call_part_by_given ON roll_call_part (given);
CREATE INDEX roll_call_part_by_position ON roll_call_part (position);
