-- What the figures of the security office add up (server/records/entry_tally.h), kept as entries come in, so that a month
-- of figures does not read a month of entries. A slot is named by its beginning: milliseconds since 1970.
CREATE TABLE gate_tally (
    campus INTEGER NOT NULL,
    slot INTEGER NOT NULL,           -- of 15 minutes
    gate INTEGER NOT NULL,
    entered INTEGER NOT NULL,        -- admissions on the way in, less those taken back
    departed INTEGER NOT NULL,
    PRIMARY KEY (campus, slot, gate)
);
CREATE TABLE verdict_tally (
    campus INTEGER NOT NULL,
    slot INTEGER NOT NULL,           -- of 8 hours
    colour INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    PRIMARY KEY (campus, slot, colour, reason)
);
CREATE TABLE unit_tally (
    campus INTEGER NOT NULL,
    slot INTEGER NOT NULL,           -- of 8 hours
    unit INTEGER NOT NULL,
    entered INTEGER NOT NULL,
    PRIMARY KEY (campus, slot, unit)
);

-- 1, 3 and 5 are admissions, 2 is a verdict without one, 6 takes an admission back, 7 is an exit.
INSERT INTO gate_tally (campus, slot, gate, entered, departed)
SELECT e.campus, e.at / 900000 * 900000, e.gate,
    SUM(CASE WHEN e.kind IN (1, 3, 5) AND e.direction = 0 THEN 1 WHEN e.kind = 6 THEN -1 ELSE 0 END),
    SUM(CASE WHEN e.kind = 7 OR (e.kind IN (1, 3, 5) AND e.direction = 1) THEN 1 ELSE 0 END)
FROM entry e GROUP BY e.campus, e.at / 900000 * 900000, e.gate;
INSERT INTO verdict_tally (campus, slot, colour, reason, shown)
SELECT e.campus, e.at / 28800000 * 28800000, e.colour, e.reason, COUNT(*)
FROM entry e WHERE e.kind IN (1, 2) GROUP BY e.campus, e.at / 28800000 * 28800000, e.colour, e.reason;
INSERT INTO unit_tally (campus, slot, unit, entered)
SELECT e.campus, e.at / 28800000 * 28800000, e.unit,
    SUM(CASE WHEN e.kind IN (1, 3, 5) AND e.direction = 0 THEN 1 WHEN e.kind = 6 THEN -1 ELSE 0 END)
FROM entry e WHERE e.unit IS NOT NULL GROUP BY e.campus, e.at / 28800000 * 28800000, e.unit;
DROP INDEX entry_figures;

-- entry.number up to which a booth's entries are counted. A server of before this version that still runs beside a newer
-- one counts none: the next entries of the booth make up for it.
ALTER TABLE device ADD COLUMN tallied INTEGER NOT NULL DEFAULT 0;
UPDATE device SET tallied = COALESCE((SELECT MAX(e.number) FROM entry e WHERE e.device = device.id), 0);
