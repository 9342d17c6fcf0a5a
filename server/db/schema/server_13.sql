-- Who is inside, derived from the entries of all booths of a campus (server/devices/presence.h). One row for each pass
-- that went through a gate, and for each admission without a pass. Booths replicate it.
CREATE TABLE presence (
    campus INTEGER NOT NULL,
    subject BLOB NOT NULL,           -- the pass; of an admission without a pass, its entry
    pass BLOB,
    application BLOB,                -- of an emergency admission
    entry BLOB NOT NULL,             -- the entry that decides
    car BLOB,                        -- subject of the vehicle that the person came in with
    vehicle INTEGER NOT NULL,        -- 1: a vehicle, 0: a person
    at INTEGER NOT NULL,             -- of the entry
    gate INTEGER NOT NULL,
    inside INTEGER NOT NULL,
    until_at INTEGER NOT NULL,       -- an admission without an exit counts until then
    position INTEGER NOT NULL,       -- in the change sequence
    PRIMARY KEY (campus, subject)
);
CREATE INDEX presence_by_position ON presence (position);
CREATE INDEX presence_by_application ON presence (application);
CREATE INDEX entry_by_reference ON entry (refers_to);

-- What the entries of the last 30 days say. 1, 3 and 5 are admissions, 6 takes one back, 7 is an exit.
UPDATE change_counter SET position = position + 1 WHERE one = 1;
INSERT INTO presence (campus, subject, pass, entry, car, vehicle, at, gate, inside, until_at, position)
SELECT e.campus, e.pass, e.pass, e.id,
    (SELECT r.pass FROM entry r WHERE r.id = e.refers_to AND r.pass <> e.pass AND r.kind IN (1, 3, 5)),
    CASE WHEN p.kind = 2 THEN 1 ELSE 0 END, e.at, e.gate,
    CASE WHEN e.kind = 7 OR e.direction = 1 THEN 0 ELSE 1 END,
    CASE WHEN e.pass_expires > e.at THEN e.pass_expires ELSE e.at END + 604800000,
    (SELECT position FROM change_counter WHERE one = 1)
FROM entry e LEFT JOIN pass p ON p.id = e.pass
WHERE e.pass IS NOT NULL AND e.kind IN (1, 3, 5, 7) AND e.at > (SELECT MAX(at) FROM entry) - 2592000000
AND NOT EXISTS (SELECT 1 FROM entry t WHERE t.refers_to = e.id AND t.kind = 6)
AND NOT EXISTS (SELECT 1 FROM entry l WHERE l.pass = e.pass AND l.campus = e.campus AND l.kind IN (1, 3, 5, 7)
    AND (l.at > e.at OR (l.at = e.at AND (l.number > e.number OR (l.number = e.number AND l.id > e.id))))
    AND NOT EXISTS (SELECT 1 FROM entry t WHERE t.refers_to = l.id AND t.kind = 6));
