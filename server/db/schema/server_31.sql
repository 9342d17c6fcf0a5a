-- A walk-up that is refused on arrival has no application, but its visitors are told. Such a message names its campus, and
-- the person by the keyed hash of the document, so that it is erased with the person.
ALTER TABLE message ADD COLUMN campus INTEGER;
ALTER TABLE message ADD COLUMN person_hash BLOB;
CREATE INDEX message_by_person ON message (person_hash) WHERE person_hash IS NOT NULL;
CREATE INDEX message_of_person_by_age ON message (created_at) WHERE person_hash IS NOT NULL;
-- Refused because the campus takes no visitors that day; `reason` is then 'quota-exceeded' for booths.
ALTER TABLE walk_up ADD COLUMN closed_day INTEGER NOT NULL DEFAULT 0;
