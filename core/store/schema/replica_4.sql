-- The state of emergency admissions: enum emergency_state of wire/record.h.
ALTER TABLE walk_up ADD COLUMN emergency INTEGER NOT NULL DEFAULT 0;
ALTER TABLE policy ADD COLUMN emergency_admission INTEGER NOT NULL DEFAULT 0;
