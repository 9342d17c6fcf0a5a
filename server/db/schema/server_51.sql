-- What the booth's own checks found when it last reported them (wire/health.h). NULL: it did not say.
ALTER TABLE device ADD COLUMN checks TEXT;
