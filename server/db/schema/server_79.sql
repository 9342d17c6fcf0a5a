-- The job that erases what is past retention finds it by an index, once a minute, instead of reading all applications.
CREATE INDEX application_past ON application (COALESCE(last_at, decided_at, created_at)) WHERE erased_at IS NULL;
