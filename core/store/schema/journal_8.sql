-- The identity of this journal, and where its numbers begin. A journal that begins again after a loss, or that continues
-- from an older copy, starts above what the server has and gets another identity. The newest row counts.
CREATE TABLE beginning(
    first INTEGER PRIMARY KEY,      -- the lowest number of an entry from here on
    identity BLOB NOT NULL,         -- 16 random bytes
    last_before INTEGER NOT NULL    -- the last number of this file before; numbers between the two were never written
) STRICT;
INSERT INTO beginning(first, identity, last_before) VALUES (1, randomblob(16), 0);
