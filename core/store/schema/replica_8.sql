-- Who is inside the campus, as the server derives it from the entries of all booths, and when it last heard of them.
CREATE TABLE presence(
    subject BLOB PRIMARY KEY,       -- the pass; of an admission without a pass, its entry
    is_pass INTEGER NOT NULL,
    entry BLOB NOT NULL,
    car BLOB,
    vehicle INTEGER NOT NULL,
    at INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    inside INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_inside ON presence(inside, at);
CREATE INDEX presence_until ON presence(until);

CREATE TABLE booth(
    id BLOB PRIMARY KEY,
    gate INTEGER NOT NULL,
    name TEXT NOT NULL,
    heard INTEGER NOT NULL,
    own INTEGER NOT NULL,
    acknowledged INTEGER NOT NULL,  -- of our own entries, presence covers those up to this number
    fresh INTEGER NOT NULL          -- 1: came with the stream that has not ended yet
) STRICT, WITHOUT ROWID;

-- Marks move the position of everything but presence: it comes again from here until a stream is complete.
ALTER TABLE held ADD COLUMN presence_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE held ADD COLUMN presence_at INTEGER NOT NULL DEFAULT 0;
