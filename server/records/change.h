/* The server's change sequence: every change that booths replicate takes the next number (docs/architecture.md#sync).
 */
#ifndef GH_SERVER_RECORDS_CHANGE_H
#define GH_SERVER_RECORDS_CHANGE_H

#include "db/db.h"

/* Reserves the next count numbers; *first is the lowest. Inside a transaction: the counter's row lock makes the
 * numbers follow the commits. */
enum gh_status GH_MUST_USE change_reserve(struct db *db, int64_t count, int64_t *first);

/* The last number that is committed; 1 before the first, which is what rows have that never changed. */
enum gh_status GH_MUST_USE change_position(struct db *db, int64_t *position);

#endif
