-- Days on which the campus takes no visitors (core/verdict/closed_days.h).
CREATE TABLE closed_days(
    only INTEGER PRIMARY KEY CHECK (only = 1),
    first INTEGER NOT NULL,
    bits BLOB NOT NULL
) STRICT;
