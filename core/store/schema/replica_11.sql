-- A booth keeps no hash of an ID number: who has the campus key could try all numbers. The server marks the passes of
-- barred persons instead. Marks follow here from what the booth knows; the server's come with the next pull.
ALTER TABLE pass ADD COLUMN barred INTEGER NOT NULL DEFAULT 0;
UPDATE pass SET barred = 1 WHERE person IN (SELECT hash FROM bar WHERE plate = 0 AND lifted = 0);
UPDATE pass SET person = NULL;
ALTER TABLE pass DROP COLUMN person;
DELETE FROM bar WHERE plate = 0;
CREATE INDEX pass_barred ON pass(barred) WHERE barred = 1;
