-- What belongs to one pass, person or application is found without reading a table from one end to the other.
CREATE INDEX message_by_pass ON message (pass);
CREATE INDEX pass_by_person ON pass (person);
CREATE INDEX pass_by_vehicle ON pass (vehicle);
CREATE INDEX pass_by_replaced ON pass (replaces);
CREATE INDEX visit_link_by_application ON visit_link (application);
CREATE INDEX presence_by_pass ON presence (pass);
CREATE INDEX presence_by_end ON presence (until_at);
