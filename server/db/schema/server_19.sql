-- An entry of the barred list concerns one campus, or all.
ALTER TABLE barred ADD COLUMN campus INTEGER NOT NULL DEFAULT 0; -- 0: all
-- Booths of the campus that a guard has left must learn of it.
ALTER TABLE guard ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
