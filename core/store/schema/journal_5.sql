-- Pictures for the server (wire/evidence.h); a row goes once it has them, or when they expire.
CREATE TABLE evidence(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
