/* Rows of the server's tables as records for booths. */
#ifndef GH_SERVER_REPLICATE_CHANGE_ROWS_H
#define GH_SERVER_REPLICATE_CHANGE_ROWS_H

#include "db/db.h"
#include "vault/vault.h"
#include "wire/record.h"

/* Parameters of the queries, as many as a kind needs: the positions after and up to which rows are wanted, from, to,
 * gates, and until when passes are held (changes.h). */
#define CHANGE_VALUES 6
#define CHANGE_PASS_POSITION 15 /* column of a pass */

/* A kind of row: its query, and how a row of it becomes a record. */
struct change_rows {
    const char *sql;
    size_t values;
    enum gh_status (*read)(struct db_rows *rows, const struct vault *vault, struct wire_record *out);
};

/* In the order in which booths get them; revocations are the first. */
extern const struct change_rows change_rows[];
extern const size_t change_rows_count;

#endif
