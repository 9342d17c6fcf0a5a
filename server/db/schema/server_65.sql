-- Messages that a process has claimed, however many others there are.
CREATE INDEX message_claimed ON message (claimed_until) WHERE state = 'sending';
