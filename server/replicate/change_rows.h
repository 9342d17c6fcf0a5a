/* Rows of the server's tables as records for booths. */
#ifndef GH_SERVER_REPLICATE_CHANGE_ROWS_H
#define GH_SERVER_REPLICATE_CHANGE_ROWS_H

#include "replicate/changes.h"

/* Parameters of every query, by number: $1 position that is held, $2 position to read up to, $3 position and $4 id of
 * the last row emitted, $5 limit of rows, $6 and $7 from and to of the passes, $8 gates, $9 until when passes are held,
 * $10 device, $11 campus. A query names those that it needs. */
#define CHANGE_VALUES 11

/* A kind of row: its query, whose first two columns are a row's position and id, and how a row becomes a record. */
struct change_rows {
    const char *sql;
    const int *values; /* numbers of parameters, in the order in which the query names them; ends with 0 */
    bool in_order;     /* rows come by position, and marks may stand between them */
    enum gh_status (*read)(struct db_rows *rows, const struct vault *vault, const struct changes_scope *scope,
                           struct wire_record *out);
};

/* In the order in which booths get them; revocations are the first. */
extern const struct change_rows change_rows[];
extern const size_t change_rows_count;

#endif
