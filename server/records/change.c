/* The counter row behind the change sequence. */
#include "records/change.h"

enum gh_status change_reserve(struct db *db, int64_t count, int64_t *first)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "UPDATE change_counter SET position = position + $1 WHERE one = 1 RETURNING position",
                 DB_INT(count));
    if (!status && !(status = db_next(&rows)))
        *first = db_int(&rows, 0) - count + 1;
    db_rows_end(&rows);
    return status;
}

enum gh_status change_position(struct db *db, int64_t *position)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT position FROM change_counter WHERE one = 1");
    if (!status && !(status = db_next(&rows)))
        *position = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}
