-- 1: the verifier, too, needs the hardware secret of this booth (core/guard/pin.h).
ALTER TABLE guard ADD COLUMN bound INTEGER NOT NULL DEFAULT 0;
