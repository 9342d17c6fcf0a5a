-- Brakes on wrong tries (server/auth/brake.h), also on unknown links. A row counts until until_at; then the jobs
-- delete it. Rows of older servers have 0 there.
ALTER TABLE login_failure ADD COLUMN until_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX login_failure_by_until ON login_failure (until_at);
