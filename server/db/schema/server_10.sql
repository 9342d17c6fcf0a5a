-- A refused walk-up is closed. Until now it waited for an applicant who has no account.
UPDATE application SET state = 'vetoed' WHERE walk_up = 1 AND state IN ('sent-back', 'confirming', 'acknowledging');
