-- Most names have no second or third pair. Indexes without these let the database see how few names share a pair.
DROP INDEX person_by_pair_2;
DROP INDEX person_by_pair_3;
CREATE INDEX person_by_pair_2 ON person (substr(name_index, 22, 6)) WHERE length(name_index) > 21;
CREATE INDEX person_by_pair_3 ON person (substr(name_index, 29, 6)) WHERE length(name_index) > 28;
