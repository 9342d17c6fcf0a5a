-- The secret of a guard's badge, sealed; NULL: the guard signs in with a PIN alone (core/guard/badge.h).
ALTER TABLE guard ADD COLUMN badge_sealed BLOB;
