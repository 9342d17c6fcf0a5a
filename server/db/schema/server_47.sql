-- The code of a unit in the university's own registers, by which lists name it.
ALTER TABLE unit ADD COLUMN code TEXT; -- NULL: none
CREATE UNIQUE INDEX unit_by_code ON unit (code);
