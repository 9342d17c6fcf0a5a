-- When and by whom a roll call was ended, as the server says. 0: it runs, or nobody has said.
ALTER TABLE roll_call ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roll_call ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';
