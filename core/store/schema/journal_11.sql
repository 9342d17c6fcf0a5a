-- A guard's note is sealed with the booth's data key. Notes of before stay in `note` until a guard signs in, whose PIN
-- opens that key (journal_seal_notes()): their hash covers the text, and note_check the row with the sealed note.
ALTER TABLE entry ADD COLUMN note_sealed BLOB;
ALTER TABLE entry ADD COLUMN note_check BLOB;
CREATE INDEX entry_in_clear ON entry(number) WHERE note <> '';
