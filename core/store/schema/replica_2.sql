-- What a stream that goes on from here is asked for, and how far the server has our entries.
ALTER TABLE held ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE held ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE held ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 0;
