/* The short numbers of passes that an older server stored without one. */
#ifndef GH_SERVER_ISSUE_PASS_NUMBER_H
#define GH_SERVER_ISSUE_PASS_NUMBER_H

#include "db/db.h"

/* Writes the short numbers that are missing, at most `limit` of them. Adds their number to *filled.
 * Errors as db_query(). */
enum gh_status GH_MUST_USE pass_number_fill(struct db *db, int64_t limit, int64_t *filled);

#endif
