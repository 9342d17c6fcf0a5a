-- The numbers beside the menu count an account's applications by state from this index alone.
CREATE INDEX application_by_applicant_state ON application (applicant, state);
