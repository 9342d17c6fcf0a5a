-- One link for each entrant of an application: its page shows the passes of all periods. Passes that were issued before
-- have links of their own in pass.link_hash. Newer ones have their id there, which no link's hash can equal.
CREATE TABLE visit_link (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES application (id),
    holder BLOB NOT NULL,            -- person.id, or vehicle.id for the vehicle's own passes
    link_hash BLOB NOT NULL UNIQUE,  -- hash of the 22 characters
    link_sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    replaced_at INTEGER              -- when another link took its place
);
CREATE INDEX visit_link_by_holder ON visit_link (holder);
-- Values for the variables of an SMS provider's template: JSON, as notify/message_words.h writes it.
ALTER TABLE message ADD COLUMN words_sealed BLOB;
-- Choices of people about themselves.
ALTER TABLE account ADD COLUMN tell_arrival INTEGER NOT NULL DEFAULT 1; -- message when a visitor has arrived
ALTER TABLE account ADD COLUMN share_mobile INTEGER NOT NULL DEFAULT 0; -- visitors see the number on their pass page
-- How visitors find a gate.
ALTER TABLE gate ADD COLUMN directions TEXT NOT NULL DEFAULT '';
ALTER TABLE gate ADD COLUMN directions_en TEXT NOT NULL DEFAULT '';
