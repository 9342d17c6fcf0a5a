-- The plate of a car that was let in without a pass (docs/sync-protocol.md#push). code_digest of such an entry is the
-- plate's keyed hash, by which who is inside knows the car again.
ALTER TABLE entry ADD COLUMN plate_sealed BLOB;
CREATE INDEX entry_by_digest ON entry (code_digest) WHERE code_digest IS NOT NULL;
