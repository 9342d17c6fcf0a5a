-- The journals of each booth. A booth that lost its journal, or got an older copy of it back, hands up another one.
-- device.acknowledged and device.last_hash are those of the newest journal, also of a booth that names none.
CREATE TABLE device_journal (
    device BLOB NOT NULL REFERENCES device (id),
    ordinal INTEGER NOT NULL,        -- 0, 1, 2, ... in the order in which they appeared
    label BLOB NOT NULL,             -- 16 bytes by which the booth names it
    acknowledged INTEGER NOT NULL,   -- highest number without a gap
    last_hash BLOB,                  -- of that entry
    begun_at INTEGER NOT NULL,       -- when the server first saw it
    PRIMARY KEY (device, ordinal),
    UNIQUE (device, label)
);

-- entry.number is unique for the booth and rises in the order of arrival. It is the number in the journal unless another
-- journal of the booth has used that one: then it is the next free one, and `written` is the number in the journal.
ALTER TABLE entry ADD COLUMN journal INTEGER NOT NULL DEFAULT 0; -- device_journal.ordinal
ALTER TABLE entry ADD COLUMN written INTEGER;                    -- NULL: as number
