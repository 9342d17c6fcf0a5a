-- Digits of a guard's PIN. 6 also stands for PINs from before they were counted.
ALTER TABLE guard ADD COLUMN pin_digits INTEGER NOT NULL DEFAULT 6;
-- 1: the policy does not let this guard sign in with what the guard has, so booths get no secrets
-- (records/guard_protection.h).
ALTER TABLE guard ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
-- What a booth says of its protection: the guards whose PIN alone opens its data, and where its hardware secret lies.
-- NULL: it did not say.
ALTER TABLE device ADD COLUMN pin_guards INTEGER;
ALTER TABLE device ADD COLUMN hardware TEXT;
