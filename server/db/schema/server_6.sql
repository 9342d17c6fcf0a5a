-- Pictures of vehicles that a guard let in by an override, or that nobody expected (core/wire/evidence.h).
CREATE TABLE evidence (
    entry BLOB PRIMARY KEY REFERENCES entry (id),
    at INTEGER NOT NULL,             -- of the entry
    photo_sealed BLOB NOT NULL       -- JPEG; sealed: "evidence.photo"
);
CREATE INDEX evidence_by_time ON evidence (at);
