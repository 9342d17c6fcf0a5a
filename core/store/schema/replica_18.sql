-- When a bar ends: from then on it bars nobody, also while the booth is offline. 0: when the server says so.
ALTER TABLE pass ADD COLUMN barred_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bar ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
