/* The audit record of `gatehouse-server --export`, which another process may have to write: a server has its SQLite
 * database for itself. Then the note waits in the file PATH-exports beside the database. */
#ifndef GH_SERVER_RECORDS_EXPORT_NOTE_H
#define GH_SERVER_RECORDS_EXPORT_NOTE_H

#include "base/tick.h"
#include "db/db.h"

/* Writes the record. */
enum gh_status GH_MUST_USE export_note_write(struct db *db, tick at);
/* Leaves a note for the server. GH_UNAVAILABLE: not a SQLite database. */
enum gh_status GH_MUST_USE export_note_leave(const char *url, tick at);
/* Writes the records of the notes that wait, and deletes them. */
enum gh_status GH_MUST_USE export_note_take(struct db *db, const char *url);

#endif
