-- How long the server keeps personal data (core/verdict/policy.h). 0: not known.
ALTER TABLE policy ADD COLUMN personal_keep INTEGER NOT NULL DEFAULT 0;
-- The plate of a car that was let in without a pass, sealed with the data key (core/wire/entry_plate.h). Who is inside
-- comes again, so that cars that are inside already get theirs.
ALTER TABLE presence ADD COLUMN plate BLOB;
UPDATE held SET presence_position = 0;
