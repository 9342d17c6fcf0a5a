-- Overlaps are looked for among the entrants of applications that stand: under review or approved. Drafts and what is
-- over then cost nothing, however many there are.
ALTER TABLE person ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE vehicle ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
UPDATE person SET standing = 1 WHERE application IN (SELECT id FROM application WHERE state IN
    ('unit-review', 'security-review', 'confirming', 'approved'));
UPDATE vehicle SET standing = 1 WHERE application IN (SELECT id FROM application WHERE state IN
    ('unit-review', 'security-review', 'confirming', 'approved'));
CREATE INDEX person_standing ON person (document_hash) WHERE standing = 1;
CREATE INDEX vehicle_standing ON vehicle (plate_hash) WHERE standing = 1;
