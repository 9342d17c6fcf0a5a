-- The live view reads entries in the order of their arrival (api/live.c).
CREATE INDEX entry_by_arrival ON entry (arrived_at, id);
