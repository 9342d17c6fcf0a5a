/* Rows of the server's tables as records for booths. */
#ifndef GH_SERVER_REPLICATE_CHANGE_ROWS_H
#define GH_SERVER_REPLICATE_CHANGE_ROWS_H

#include "replicate/changes.h"

/* All parameters by number: $1 held position, $2 position to read up to, $3 position and $4 id of the last row emitted,
 * $5 row limit, $6 and $7 time range of the passes, $8 gates, $9 end of the held passes, $10 device, $11 campus.
 * Each query names those that it needs. */
#define CHANGE_VALUES 12

enum change_order {
    CHANGES_AT_ONCE,      /* in no order of positions */
    CHANGES_OF_GUARDS,    /* the same, and all of them where the scope asks for them again */
    CHANGES_IN_ORDER,     /* rows come by position, so marks may stand between them */
    CHANGES_OF_PRESENCE,  /* by position from changes_held.presence on, and only where the scope asks for them */
    CHANGES_OF_ROLL_CALLS /* by position, and only where the scope asks for them */
};

/* A kind of row: its query and its reader. The first two columns are the row's position and id. */
struct change_rows {
    const char *sql;
    const int *values; /* parameter numbers in the query's order; ends with 0 */
    enum change_order order;
    enum gh_status (*read)(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                           struct wire_record *out);
};

/* In the order in which booths receive them. Revocations come first. */
extern const struct change_rows change_rows[];
extern const size_t change_rows_count;

#endif
