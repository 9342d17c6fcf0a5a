-- The newest format of passes that a booth reads, as it reports (core/token/claims.h). Passes are minted in the format that
-- all booths in service read.
ALTER TABLE device ADD COLUMN pass_format INTEGER NOT NULL DEFAULT 1;
