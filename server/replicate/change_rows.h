/* Rows of the server's tables as records for booths. */
#ifndef GH_SERVER_REPLICATE_CHANGE_ROWS_H
#define GH_SERVER_REPLICATE_CHANGE_ROWS_H

#include "db/db.h"
#include "vault/vault.h"
#include "wire/record.h"

/* A kind of row: its query, whose first two parameters are the positions after and up to which rows are wanted, and how
 * a row of it becomes a record. */
struct change_rows {
    const char *sql;
    bool scoped; /* parameters 3 to 5: gates, from, to */
    enum gh_status (*read)(struct db_rows *rows, const struct vault *vault, struct wire_record *out);
};

/* In the order in which booths get them; revocations are the first. */
extern const struct change_rows change_rows[];
extern const size_t change_rows_count;

#endif
