-- The list of entries with any combination of filters (server/review/entry_query.h). Each index ends in the list's order,
-- so that a page reads no more of it than it shows.
ALTER TABLE entry ADD COLUMN unit INTEGER;   -- of the pass's application; NULL: no pass, or none that the server knows
ALTER TABLE entry ADD COLUMN category TEXT;  -- its kind of pass (flow/pass_kind.h)
UPDATE entry SET unit = (SELECT a.unit FROM pass p JOIN application a ON a.id = p.application WHERE p.id = entry.pass),
    category = (SELECT a.kind FROM pass p JOIN application a ON a.id = p.application WHERE p.id = entry.pass)
    WHERE pass IS NOT NULL;
CREATE INDEX entry_by_unit ON entry (unit, at, id);
CREATE INDEX entry_by_guard ON entry (guard, at, id);
CREATE INDEX entry_by_reason ON entry (reason, at, id);
CREATE INDEX entry_by_device ON entry (device, at, id);
CREATE INDEX entry_by_gate ON entry (gate, at, id);
CREATE INDEX entry_by_campus ON entry (campus, at, id);
CREATE INDEX entry_marked ON entry (at, id) WHERE mark <> '';
CREATE INDEX entry_overridden ON entry (at, id) WHERE kind = 5;
DROP INDEX entry_by_mark;

-- The number under a pass's code (core/token/short_number.h). NULL: to be made by the jobs, since SQL can't.
ALTER TABLE pass ADD COLUMN short_number TEXT;
CREATE INDEX pass_by_short_number ON pass (short_number);
CREATE INDEX pass_without_short_number ON pass (id) WHERE short_number IS NULL;

-- Parts of names: the first three pairs of an index text, and the texts of longer names (records/name_index.h).
CREATE INDEX person_by_pair_1 ON person (substr(name_index, 15, 6));
CREATE INDEX person_by_pair_2 ON person (substr(name_index, 22, 6));
CREATE INDEX person_by_pair_3 ON person (substr(name_index, 29, 6));
CREATE INDEX person_long_name ON person (name_index) WHERE length(name_index) > 34;
