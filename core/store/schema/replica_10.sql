-- Which journal the acknowledgement is about. journal is its identity, label the name under which its entries go up.
-- acknowledged_hash is the hash of the entry `acknowledged`, which the server has; NULL: nobody has compared it yet.
ALTER TABLE held ADD COLUMN journal BLOB;
ALTER TABLE held ADD COLUMN label BLOB;
ALTER TABLE held ADD COLUMN acknowledged_hash BLOB;
-- The highest number that the server ever acknowledged. A journal that begins again starts above it.
ALTER TABLE held ADD COLUMN highest INTEGER NOT NULL DEFAULT 0;
-- enum replica_fork: this journal does not continue the one that the server has.
ALTER TABLE held ADD COLUMN fork INTEGER NOT NULL DEFAULT 0;
UPDATE held SET highest = acknowledged;
-- The server has seen more than one journal of this booth, and nobody has looked into it yet.
ALTER TABLE booth ADD COLUMN forked INTEGER NOT NULL DEFAULT 0;

-- The server hands back this booth's own uses, so that a journal that begins again knows them. They come once again
-- with everything else.
UPDATE held SET position = 0, scope = '', until = 0;
