-- Each step of an application is linked to the one before it by a keyed hash (records/history_chain.h).
ALTER TABLE history ADD COLUMN content BLOB; -- of remark and changes; NULL: of an older server
ALTER TABLE history ADD COLUMN link BLOB;
