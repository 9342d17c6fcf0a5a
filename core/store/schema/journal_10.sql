-- A roll call at this booth (docs/evacuation.md): the one that a guard started here, with who was inside, and the ticks
-- that were made here. All of it goes when the roll call has ended. The sealed boxes carry it to the server.
CREATE TABLE roll_call(
    only INTEGER PRIMARY KEY CHECK (only = 1),
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    guard INTEGER NOT NULL
) STRICT;
CREATE TABLE roll_row(
    subject BLOB PRIMARY KEY,
    is_pass INTEGER NOT NULL,
    entry BLOB NOT NULL,
    car BLOB,
    vehicle INTEGER NOT NULL,
    at INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT;
CREATE TABLE roll_tick(
    number INTEGER PRIMARY KEY,
    subject BLOB NOT NULL,
    mark INTEGER NOT NULL,          -- enum roll_mark
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX roll_tick_by_subject ON roll_tick(subject, number);
