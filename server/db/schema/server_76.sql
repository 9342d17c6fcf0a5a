-- Entries by the kind of the application's pass, in slots of 8 hours (server/records/entry_tally.h). kind is '' where an
-- entry has no pass.
CREATE TABLE kind_tally (
    campus INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    kind TEXT NOT NULL,              -- pass_kind.code
    entered INTEGER NOT NULL,
    PRIMARY KEY (campus, slot, kind)
);
-- 1, 3 and 5 are admissions, 6 takes an admission back. Entries that no booth has counted yet are left to it.
INSERT INTO kind_tally (campus, slot, kind, entered)
SELECT e.campus, e.at / 28800000 * 28800000, COALESCE(a.kind, ''),
    SUM(CASE WHEN e.kind IN (1, 3, 5) AND e.direction = 0 THEN 1 WHEN e.kind = 6 THEN -1 ELSE 0 END)
FROM entry e LEFT JOIN pass p ON p.id = e.pass LEFT JOIN application a ON a.id = p.application
WHERE e.number <= (SELECT d.tallied FROM device d WHERE d.id = e.device)
GROUP BY e.campus, e.at / 28800000 * 28800000, COALESCE(a.kind, '');
