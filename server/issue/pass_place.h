/* The campus of passes that an older server stored without it. */
#ifndef GH_SERVER_ISSUE_PASS_PLACE_H
#define GH_SERVER_ISSUE_PASS_PLACE_H

#include "db/db.h"

/* Writes campus and walk-up of passes that lack them, at most `limit`. Adds their number to *filled. Errors as
 * db_query(). */
enum gh_status GH_MUST_USE pass_place_fill(struct db *db, int64_t limit, int64_t *filled);

#endif
