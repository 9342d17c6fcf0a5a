-- The vehicle's picture has one name everywhere (core/wire/car_picture.h).
ALTER TABLE evidence RENAME TO car_picture;
DROP INDEX evidence_by_time;
CREATE INDEX car_picture_by_time ON car_picture (at);
UPDATE entry_aside SET code = 'car-picture-unreadable' WHERE code = 'evidence-unreadable';

-- Settled boxes (core/wire/box.h) that came on a stick. Their booth gets the results with its next changes.
CREATE TABLE carried_box (
    device BLOB NOT NULL REFERENCES device (id),
    kind TEXT NOT NULL,              -- core/wire/box.h: walk-up, emergency, car-picture
    id BLOB NOT NULL,
    at INTEGER NOT NULL,             -- when it arrived
    position INTEGER NOT NULL,
    PRIMARY KEY (device, kind, id)
);
CREATE INDEX carried_box_by_position ON carried_box (device, position);
CREATE INDEX carried_box_by_time ON carried_box (at);
