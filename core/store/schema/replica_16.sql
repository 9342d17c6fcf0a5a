-- The roll call of the campus (docs/evacuation.md). Nothing of those that have ended is kept but their ids, so that this
-- booth knows that the server has its own.
CREATE TABLE roll_call(
    id BLOB PRIMARY KEY,
    version INTEGER NOT NULL,
    state INTEGER NOT NULL,         -- enum roll_call_state
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;
CREATE TABLE roll_row(
    subject BLOB PRIMARY KEY,
    roll_call BLOB NOT NULL,
    version INTEGER NOT NULL,
    is_pass INTEGER NOT NULL,
    car BLOB,
    vehicle INTEGER NOT NULL,
    since INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    mark INTEGER NOT NULL,          -- enum roll_mark
    mine INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    display BLOB                    -- sealed with the data key
) STRICT;
