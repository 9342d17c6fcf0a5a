-- Search in sealed names: server/records/name_index.h. NULL: to be made by the jobs, since SQL can't.
ALTER TABLE person ADD COLUMN name_index TEXT;
CREATE INDEX person_without_name_index ON person (id) WHERE name_index IS NULL;

-- An approver may hand an application to another approver of its unit, and the applicant may remind once an hour.
ALTER TABLE application ADD COLUMN assignee INTEGER REFERENCES account (id);
ALTER TABLE application ADD COLUMN urged_at INTEGER;
ALTER TABLE history ADD COLUMN to_account INTEGER REFERENCES account (id); -- who it was handed to
