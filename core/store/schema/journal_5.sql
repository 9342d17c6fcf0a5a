-- Pictures for the server (wire/evidence.h). A row is deleted when the server has it, or when it expires.
CREATE TABLE evidence(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
