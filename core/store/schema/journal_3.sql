-- Applications made at this gate, each in a box that only the server can open.
CREATE TABLE walk_up(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    clock_trusted INTEGER NOT NULL,
    sealed BLOB                     -- NULL: the server has settled it
) STRICT;
CREATE INDEX walk_up_unsettled ON walk_up(number) WHERE sealed IS NOT NULL;
