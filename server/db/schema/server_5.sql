-- Admissions before the approval (core/wire/emergency.h), until the security office confirms or objects.
CREATE TABLE emergency (
    id BLOB PRIMARY KEY,             -- of the booth's entry
    application BLOB NOT NULL,       -- walk_up.id; the application itself may have been refused at once
    device BLOB NOT NULL REFERENCES device (id),
    campus INTEGER NOT NULL,
    at INTEGER NOT NULL,             -- by the booth's clock
    arrived_at INTEGER NOT NULL,
    guard INTEGER NOT NULL,
    second_guard INTEGER NOT NULL,   -- 0: none
    reason TEXT NOT NULL,            -- core/wire/entry.h: phone-confirmed, ...
    approver_sealed BLOB NOT NULL,   -- who agreed by telephone
    photo_sealed BLOB,               -- of the paper slip, JPEG; NULL: none
    state TEXT NOT NULL,             -- core/wire/record.h: open, confirmed, objected
    decided_at INTEGER,
    decided_by INTEGER REFERENCES account (id),
    decision TEXT NOT NULL DEFAULT ''
);
CREATE INDEX emergency_by_state ON emergency (state, at);
-- One for each application. A booth makes no more, and a stolen key must not fill the disk.
CREATE UNIQUE INDEX emergency_by_application ON emergency (application);
ALTER TABLE walk_up ADD COLUMN emergency TEXT NOT NULL DEFAULT '';
-- Lists count the persons and vehicles of each row.
ALTER TABLE application ADD COLUMN persons INTEGER NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN vehicles INTEGER NOT NULL DEFAULT 0;
UPDATE application SET persons = (SELECT count(*) FROM person p WHERE p.application = application.id),
    vehicles = (SELECT count(*) FROM vehicle v WHERE v.application = application.id);
