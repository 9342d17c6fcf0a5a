-- A search for a name reads persons and their passes from indexes alone (server/review/entry_query.c). Of each part of a name
-- the index holds what the search compares and returns.
DROP INDEX person_by_pair_1;
DROP INDEX person_by_pair_2;
DROP INDEX person_by_pair_3;
CREATE INDEX person_by_pair_1 ON person (substr(name_index, 15, 6), name_index, id);
CREATE INDEX person_by_pair_2 ON person (substr(name_index, 22, 6), name_index, id) WHERE length(name_index) > 21;
CREATE INDEX person_by_pair_3 ON person (substr(name_index, 29, 6), name_index, id) WHERE length(name_index) > 28;
DROP INDEX pass_by_person;
CREATE INDEX pass_by_person ON pass (person, id);
