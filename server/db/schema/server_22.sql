-- The campus of the booth when the content arrived. A booth may move later.
ALTER TABLE entry_aside ADD COLUMN campus INTEGER NOT NULL DEFAULT 0;
UPDATE entry_aside SET campus = (SELECT d.campus FROM device d WHERE d.id = entry_aside.device);
