-- Boxes (wire/box.h) that the server has settled, by its answer: kept until the kiosk has dropped them.
CREATE TABLE box_settled(
    kind INTEGER NOT NULL,
    id BLOB NOT NULL,
    PRIMARY KEY(kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO box_settled SELECT 3, entry_id FROM evidence_settled;
DROP TABLE evidence_settled;

-- What the server streams of an application says so too, where the answer was lost. An emergency is known by the
-- application that it is about.
CREATE VIEW settled(kind, id) AS
SELECT kind, id FROM box_settled
UNION ALL SELECT 1, id FROM walk_up
UNION ALL SELECT 2, id FROM walk_up WHERE emergency <> 0;
