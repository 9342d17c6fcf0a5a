-- The point of the server's history that rows may reach up to (wire/history.h). NULL: the server did not say.
ALTER TABLE held ADD COLUMN lineage BLOB;
ALTER TABLE held ADD COLUMN history_position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE held ADD COLUMN stamp BLOB;
