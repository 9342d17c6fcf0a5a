-- When the decision is due. Submitting or correcting an application sets it, and queues are sorted by it.
ALTER TABLE application ADD COLUMN decide_by INTEGER;
UPDATE application SET decide_by = first_at WHERE submitted_at IS NOT NULL;
CREATE INDEX application_by_deadline ON application (state, decide_by, id);
