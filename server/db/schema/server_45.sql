-- Filters of a list that somebody saved under a name (records/saved_filter.h). Nothing in them concerns one visitor.
CREATE TABLE saved_filter (
    id BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id),
    list TEXT NOT NULL,                  -- entries, exceptions
    name TEXT NOT NULL,
    query TEXT NOT NULL,                 -- JSON: the parameters of the list's query
    initial INTEGER NOT NULL DEFAULT 0,  -- 1: the list begins with it
    UNIQUE (account, list, name)
);
