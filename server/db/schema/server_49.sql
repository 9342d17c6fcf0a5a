-- Steps of one exception may share a millisecond: their own numbers give the order.
ALTER TABLE exception_step ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
