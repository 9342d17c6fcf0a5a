-- Live codes are on by default. An installation that has passes keeps what it had: its office decides when to switch. Its
-- booths are told, since their own default changes too. The new position takes the stamp of the one before.
INSERT INTO setting (name, value)
    SELECT 'gate.live_code', '0' FROM change_counter WHERE one = 1 AND EXISTS (SELECT 1 FROM pass)
    AND NOT EXISTS (SELECT 1 FROM setting WHERE name = 'gate.live_code');
UPDATE change_counter SET position = position + 1 WHERE one = 1 AND EXISTS (SELECT 1 FROM pass)
    AND NOT EXISTS (SELECT 1 FROM counter WHERE name = 'gate-policy');
INSERT INTO change_stamp (position, stamp)
    SELECT c.position, s.stamp FROM change_counter c JOIN change_stamp s
    ON s.position = (SELECT MAX(position) FROM change_stamp)
    WHERE c.one = 1 AND c.position > s.position;
INSERT INTO counter (name, value)
    SELECT 'gate-policy', position FROM change_counter WHERE one = 1 AND EXISTS (SELECT 1 FROM pass)
    AND NOT EXISTS (SELECT 1 FROM counter WHERE name = 'gate-policy');
