-- The figures of a month count its passes along one index, without their applications (server/review/figures.h). Campus and
-- walk-up are those of the application, and never change once a pass exists. NULL: an older server that runs beside a newer
-- one stored the pass, and a job fills them in (server/issue/pass_place.h).
ALTER TABLE pass ADD COLUMN campus INTEGER;
ALTER TABLE pass ADD COLUMN walk_up INTEGER;
UPDATE pass SET campus = a.campus, walk_up = a.walk_up FROM application a WHERE a.id = pass.application;
CREATE INDEX pass_by_campus ON pass (campus, from_at, walk_up, kind, state, used_at);
CREATE INDEX pass_without_campus ON pass (id) WHERE campus IS NULL;
