-- Robots of guards' groups in WeCom: a row for a campus with a group of its own. wecom.robot_key serves the others.
CREATE TABLE wecom_robot (
    campus INTEGER PRIMARY KEY REFERENCES campus (id),
    key_sealed BLOB NOT NULL
);
-- A robot's limit counts what it sent in the last minute, however many other messages there are.
CREATE INDEX message_to_group ON message (settled_at) WHERE channel = 'wecom-group';
