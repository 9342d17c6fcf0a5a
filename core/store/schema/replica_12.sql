-- A booth keeps 12 bits of the holder check: who has the campus key, and all 48, would know the last six of the document.
ALTER TABLE pass ADD COLUMN holder_bits INTEGER;
UPDATE pass SET holder_bits = 256 * (instr('0123456789ABCDEF', substr(hex(holder), 1, 1)) - 1)
    + 16 * (instr('0123456789ABCDEF', substr(hex(holder), 2, 1)) - 1) + instr('0123456789ABCDEF', substr(hex(holder), 3, 1)) - 1
    WHERE holder IS NOT NULL;
UPDATE pass SET holder = NULL;
ALTER TABLE pass DROP COLUMN holder;
