-- What people write about the system itself (records/feedback.h).
CREATE TABLE feedback (
    id BLOB PRIMARY KEY,
    at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,        -- of the newest step
    origin TEXT NOT NULL,            -- page, pass, kiosk, mail
    page TEXT NOT NULL,              -- the address within the pages; '' for the other origins
    campus INTEGER NOT NULL,         -- 0: all campuses
    account INTEGER REFERENCES account (id), -- NULL: not of an account
    application BLOB,                -- of a pass page: whose pass it shows
    holder BLOB,
    agent TEXT NOT NULL,             -- the browser, as it names itself
    text_sealed BLOB NOT NULL,
    picture_sealed BLOB,             -- JPEG
    state TEXT NOT NULL              -- open, answered, closed
);
CREATE INDEX feedback_by_time ON feedback (last_at, id);
CREATE INDEX feedback_by_state ON feedback (state, last_at, id);
CREATE INDEX feedback_by_account ON feedback (account, at);
CREATE INDEX feedback_by_holder ON feedback (application, holder, at);

-- What happened to it, oldest first.
CREATE TABLE feedback_step (
    id BLOB PRIMARY KEY,
    feedback BLOB NOT NULL REFERENCES feedback (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    account INTEGER REFERENCES account (id),
    action TEXT NOT NULL,            -- answered, closed, reopened
    text_sealed BLOB                 -- the answer
);
CREATE INDEX feedback_step_by_feedback ON feedback_step (feedback, number);
