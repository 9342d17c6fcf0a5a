-- Searches and jobs whose time does not grow with the log (docs/growth.md): a whole plate (server/review/entry_query.h), and
-- the notes and plates whose days are over (server/records/subject.h).
CREATE INDEX vehicle_by_plate_text ON vehicle (plate);
CREATE INDEX entry_with_note ON entry (at) WHERE note_sealed IS NOT NULL;
CREATE INDEX entry_with_plate ON entry (at) WHERE code_digest IS NOT NULL AND evidence = 2;
