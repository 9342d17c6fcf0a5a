-- Why people refused an application made at this gate, sealed with the data key (wire/note.h). NULL: nothing said.
ALTER TABLE walk_up ADD COLUMN note BLOB;
