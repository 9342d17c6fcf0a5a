ALTER TABLE policy ADD COLUMN evidence_keep INTEGER NOT NULL DEFAULT 0;
-- Entries whose picture the server has. The kiosk drops the pictures, since it alone writes the journal.
CREATE TABLE evidence_settled(entry_id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
