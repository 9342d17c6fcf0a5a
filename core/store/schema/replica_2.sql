-- The scope for the next stream, and the last entry that the server has.
ALTER TABLE held ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE held ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE held ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 0;
