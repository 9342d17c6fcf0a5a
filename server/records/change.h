/* The server's change sequence: every change that booths replicate takes the next number
 * (docs/architecture.md#sync). */
#ifndef GH_SERVER_RECORDS_CHANGE_H
#define GH_SERVER_RECORDS_CHANGE_H

#include "db/db.h"

/* Reserves the next `count` numbers; *first is the lowest. Call inside a transaction: the row lock of the counter
 * orders the numbers like the commits. */
enum gh_status GH_MUST_USE change_reserve(struct db *db, int64_t count, int64_t *first);

/* Returns the last committed number. It starts at 1, the number of rows that never changed. */
enum gh_status GH_MUST_USE change_position(struct db *db, int64_t *position);

#endif
