-- An amendment: a change of an approved application, itself an application until it is approved and taken over.
ALTER TABLE application ADD COLUMN amends BLOB REFERENCES application (id);
-- One at a time.
CREATE UNIQUE INDEX application_by_amends ON application (amends)
    WHERE state IN ('draft', 'unit-review', 'sent-back', 'security-review', 'confirming');
CREATE INDEX application_amended ON application (amends);
-- What an amendment took out stays for the passes that name it. Its ordinal is negative then.
ALTER TABLE period ADD COLUMN dropped_at INTEGER;
ALTER TABLE vehicle ADD COLUMN dropped_at INTEGER;
ALTER TABLE person ADD COLUMN dropped_at INTEGER;
