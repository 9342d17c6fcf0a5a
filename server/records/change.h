/* The server's change sequence: every change that booths replicate takes the next number
 * (docs/architecture.md#sync). Numbers alone do not identify a history: a server that was restored takes them again.
 * So each transaction leaves a random stamp under its numbers, and the database has a lineage (records/lineage.h). */
#ifndef GH_SERVER_RECORDS_CHANGE_H
#define GH_SERVER_RECORDS_CHANGE_H

#include "db/db.h"
#include "wire/history.h"

#define CHANGE_STAMPS_KEPT 1000000 /* positions: about a week of a busy campus, 20 to 70 MB */

/* Reserves the next `count` numbers; *first is the lowest. Call inside a transaction: the row lock of the counter
 * orders the numbers like the commits. */
enum gh_status GH_MUST_USE change_reserve(struct db *db, int64_t count, int64_t *first);

/* Returns the last committed number. It starts at 1, the number of rows that never changed. */
enum gh_status GH_MUST_USE change_position(struct db *db, int64_t *position);

/* Reads the newest point of this database's history. The lineage is zero before the first lineage_tend(). */
enum gh_status GH_MUST_USE change_history(struct db *db, struct wire_history *out);
/* Reads the point of this database's history at a position that was taken. All positions of a transaction have its
 * stamp. GH_NOT_FOUND: no transaction took it. A position older than CHANGE_STAMPS_KEPT gets the stamp of another
 * transaction. */
enum gh_status GH_MUST_USE change_history_at(struct db *db, uint64_t position, struct wire_history *out);

/* Deletes stamps that are older than CHANGE_STAMPS_KEPT positions. */
enum gh_status GH_MUST_USE change_sweep(struct db *db);

#endif
