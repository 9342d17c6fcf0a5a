-- When a session's owner has last given the password: at its begin, and before acts that ask again (api/password_again.h).
ALTER TABLE session ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
