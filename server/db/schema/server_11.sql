-- Keys of requests that create something (records/request_key.h). A row lives for an hour.
CREATE TABLE request_key (
    id BLOB PRIMARY KEY,         -- of account and key
    request_hash BLOB NOT NULL,
    status INTEGER,              -- of the answer; NULL: not kept
    answer_sealed BLOB,
    created_at INTEGER NOT NULL
);
CREATE INDEX request_key_by_age ON request_key (created_at);
