-- Emergency admissions (wire/emergency.h): the entry, its application, and the box for the server.
CREATE TABLE emergency(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id BLOB NOT NULL UNIQUE,
    walk_up BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    sealed BLOB                     -- NULL: the server has it
) STRICT;
