-- A period that spans closed days: the applicant knows that there is one pass for each stretch of open days.
ALTER TABLE period ADD COLUMN skip_closed INTEGER NOT NULL DEFAULT 0;
