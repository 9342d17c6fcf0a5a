-- Booths know barred persons by marks on their passes, no longer by hashes of ID numbers. The passes of everybody who
-- ever stood on the list go to the booths again. The new position takes the stamp of the one before.
UPDATE change_counter SET position = position + 1 WHERE one = 1 AND EXISTS (SELECT 1 FROM barred WHERE person_hash IS NOT NULL);
INSERT INTO change_stamp (position, stamp)
    SELECT c.position, s.stamp FROM change_counter c JOIN change_stamp s
    ON s.position = (SELECT MAX(position) FROM change_stamp)
    WHERE c.one = 1 AND c.position > s.position;
UPDATE pass SET row_version = row_version + 1, position = (SELECT position FROM change_counter WHERE one = 1)
    WHERE state <> 'revoked' AND person IN (SELECT h.id FROM person h JOIN barred b ON b.person_hash = h.document_hash);
