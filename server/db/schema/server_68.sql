-- Mobile numbers of accounts are found by a keyed hash. NULL beside a number: an older server wrote it, and a job fills it.
ALTER TABLE account ADD COLUMN mobile_hash BLOB;
CREATE INDEX account_by_mobile ON account (mobile_hash) WHERE mobile_hash IS NOT NULL;
CREATE INDEX account_mobile_missing ON account (id) WHERE mobile_hash IS NULL AND mobile_sealed IS NOT NULL;
