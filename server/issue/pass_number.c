/* Makes the short numbers of passes that an older server stored without one. */
#include "issue/pass_number.h"

#include "base/uuid.h"
#include "records/record.h"
#include "token/short_number.h"

#define BATCH 200

struct missing {
    struct uuid id[BATCH];
    int64_t count;
};

static enum gh_status read_missing(struct db *db, int64_t limit, struct missing *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT id FROM pass WHERE short_number IS NULL LIMIT $1",
                                     DB_INT(limit < BATCH ? limit : BATCH));
    out->count = 0;
    while (!status && out->count < BATCH && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, out->id[out->count++].b, UUID_LEN);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status write_missing(struct db *db, const struct missing *m)
{
    char number[SHORT_NUMBER_LEN + 1];
    enum gh_status status = GH_OK;
    for (int64_t i = 0; !status && i < m->count; i++) {
        short_number_of(&m->id[i], number);
        status =
            db_query(db, NULL, "UPDATE pass SET short_number = $1 WHERE id = $2", DB_TEXT(number), DB_UUID(&m->id[i]));
    }
    return status;
}

enum gh_status pass_number_fill(struct db *db, int64_t limit, int64_t *filled)
{
    struct missing missing = {.count = BATCH};
    int64_t done = 0;
    enum gh_status status = GH_OK;
    while (!status && missing.count == BATCH && done < limit) {
        status = read_missing(db, limit - done, &missing);
        if (!status && missing.count > 0 && !(status = db_begin(db)))
            status = record_finish(db, write_missing(db, &missing));
        done += missing.count;
    }
    *filled += status ? 0 : done;
    return status;
}
