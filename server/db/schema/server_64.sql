-- Kinds of passes as administrators' data. Their codes stay: applications and entries name them.
CREATE TABLE pass_kind (
    id INTEGER PRIMARY KEY,          -- also their order in forms
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    asks TEXT NOT NULL,              -- what the form asks for besides: "Staff number"; '' for nothing
    asks_en TEXT NOT NULL,
    roles INTEGER NOT NULL,          -- bits of enum account_role that may apply; 0: everybody
    uses INTEGER NOT NULL,           -- enum pass_uses, in one period
    period_days_max INTEGER NOT NULL,
    ahead_days_max INTEGER NOT NULL,
    periods_max INTEGER NOT NULL,
    persons_max INTEGER NOT NULL,
    vehicles_max INTEGER NOT NULL,
    needs_vehicle INTEGER NOT NULL,
    active INTEGER NOT NULL
);
INSERT INTO pass_kind VALUES (1, 'visit', '临时访问', 'Visit', '', '', 0, 1, 1, 60, 20, 500, 100, 0, 1);
INSERT INTO pass_kind VALUES (2, 'multi', '多次进出', 'Repeated entry', '', '', 0, 2, 31, 190, 20, 200, 50, 0, 1);
INSERT INTO pass_kind VALUES
    (3, 'staff', '教职工无证入校', 'Staff without a pass', '工号', 'Staff number', 0, 2, 7, 30, 5, 1, 1, 0, 1);
INSERT INTO pass_kind VALUES (4, 'works', '施工与送货', 'Building works and deliveries', '', '', 0, 2, 92, 190, 6, 200, 100, 0, 1);
INSERT INTO pass_kind VALUES (5, 'vehicles', '长期车辆', 'Long-term vehicles', '', '', 0, 2, 190, 190, 6, 50, 20, 1, 1);
INSERT INTO pass_kind VALUES
    (6, 'event', '活动嘉宾', 'Guests of an event', '活动名称', 'Name of the event', 0, 2, 7, 120, 10, 500, 100, 0, 1);
-- What the kind asks for besides.
ALTER TABLE application ADD COLUMN asked TEXT NOT NULL DEFAULT '';
