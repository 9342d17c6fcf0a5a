-- Counting one's own applications by state, for the numbers beside the menu, looks at this index alone.
CREATE INDEX application_by_applicant_state ON application (applicant, state);
