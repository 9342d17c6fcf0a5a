-- The audit trail takes entries and keeps each for 180 days: the driver adds triggers (db/driver.h).
-- @append-only
UPDATE counter SET value = value WHERE name = '';
