-- 1: the guard signs in with a badge and a PIN (core/guard/badge.h).
ALTER TABLE guard ADD COLUMN badge INTEGER NOT NULL DEFAULT 0;
