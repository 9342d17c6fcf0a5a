-- The last roll call that a guard ended at this booth (docs/evacuation.md). The sealed box carries the end to the server.
CREATE TABLE roll_end(
    only INTEGER PRIMARY KEY CHECK (only = 1),
    id BLOB NOT NULL,
    version INTEGER NOT NULL,       -- newest of what the server had said of it; 0: nothing
    at INTEGER NOT NULL,
    by TEXT NOT NULL,               -- name of the guard
    box BLOB NOT NULL               -- id; it waits as long as the server has not taken it
) STRICT;
