ALTER TABLE policy ADD COLUMN evidence_keep INTEGER NOT NULL DEFAULT 0;
-- Entries whose picture the server has: the kiosk, which alone writes the journal, drops them there.
CREATE TABLE evidence_settled(entry_id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
