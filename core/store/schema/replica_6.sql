-- Boxes (wire/box.h) that the server has settled, with its answer. Rows stay until the kiosk has dropped the boxes.
CREATE TABLE box_settled(
    kind INTEGER NOT NULL,
    id BLOB NOT NULL,
    PRIMARY KEY(kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO box_settled SELECT 3, entry_id FROM evidence_settled;
DROP TABLE evidence_settled;

-- If the answer was lost, the streamed application tells the same. An emergency admission has its application's id.
CREATE VIEW settled(kind, id) AS
SELECT kind, id FROM box_settled
UNION ALL SELECT 1, id FROM walk_up
UNION ALL SELECT 2, id FROM walk_up WHERE emergency <> 0;
