-- Texts of the pages that administrators write (server/records/page_text.h). Each change is a version; none is deleted.
CREATE TABLE page_text (
    name TEXT NOT NULL,
    language TEXT NOT NULL,          -- zh, en
    version INTEGER NOT NULL,        -- from 1
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    account INTEGER REFERENCES account (id),
    PRIMARY KEY (name, language, version)
);
