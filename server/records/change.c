/* The counter row behind the change sequence, and the stamps of the transactions that moved it. */
#include "records/change.h"

#include <sodium.h>
#include <string.h>

#define TAKE "UPDATE change_counter SET position = position + $1 WHERE one = 1 RETURNING position"

static int64_t draw_stamp(void)
{
    int64_t stamp;
    randombytes_buf(&stamp, sizeof stamp);
    return stamp;
}

static void write_stamp(int64_t stamp, uint8_t out[static WIRE_STAMP_LEN])
{
    for (int i = 0; i < WIRE_STAMP_LEN; i++)
        out[i] = (uint8_t)((uint64_t)stamp >> (8 * (WIRE_STAMP_LEN - 1 - i)));
}

static enum gh_status take_and_stamp(struct db *db, int64_t count, int64_t stamp, int64_t *last)
{
    /* One statement where a second one is another round trip, during which other writers wait for the row. SQLite has
     * no such statement, and no round trip. */
    static const char together[] =
        "WITH taken AS (" TAKE ") INSERT INTO change_stamp (position, stamp) SELECT position, CAST($2 AS BIGINT) "
        "FROM taken RETURNING position";
    struct db_rows rows = {0};
    const bool at_once = strcmp(db_driver_name(db), "postgresql") == 0;
    enum gh_status status = at_once ? db_query(db, &rows, together, DB_INT(count), DB_INT(stamp))
                                    : db_query(db, &rows, TAKE, DB_INT(count));
    if (!status && !(status = db_next(&rows)))
        *last = db_int(&rows, 0);
    db_rows_end(&rows);
    if (status || at_once)
        return status;
    return db_query(db, NULL, "INSERT INTO change_stamp (position, stamp) VALUES ($1, $2)", DB_INT(*last),
                    DB_INT(stamp));
}

enum gh_status change_reserve(struct db *db, int64_t count, int64_t *first)
{
    int64_t last = 0;
    enum gh_status status = take_and_stamp(db, count, draw_stamp(), &last);
    if (!status)
        *first = last - count + 1;
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

/* All numbers of a transaction have the stamp of the last one. */
#define STAMP_OF(position)                                                                                             \
    "(SELECT stamp FROM change_stamp s WHERE s.position >= " position " ORDER BY s.position LIMIT 1)"
#define NEWEST_LINEAGE "(SELECT id FROM lineage ORDER BY number DESC LIMIT 1)"

enum gh_status change_history(struct db *db, struct wire_history *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows,
        "SELECT c.position, " STAMP_OF("c.position") ", " NEWEST_LINEAGE " FROM change_counter c WHERE c.one = 1");
    if (!status && !(status = db_next(&rows))) {
        *out = (struct wire_history){.position = (uint64_t)db_int(&rows, 0)};
        write_stamp(db_int(&rows, 1), out->stamp);
        status = db_copy_blob(&rows, 2, out->lineage, WIRE_LINEAGE_LEN);
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status change_history_at(struct db *db, uint64_t position, struct wire_history *out)
{
    struct db_rows rows = {0};
    enum gh_status status = position > INT64_MAX ? GH_NOT_FOUND : GH_OK;
    if (!status)
        status = db_query(db, &rows, "SELECT " STAMP_OF("$1") ", " NEWEST_LINEAGE, DB_INT((int64_t)position));
    if (!status && !(status = db_next(&rows)) && db_is_null(&rows, 0))
        status = GH_NOT_FOUND;
    if (!status) {
        *out = (struct wire_history){.position = position};
        write_stamp(db_int(&rows, 0), out->stamp);
        status = db_copy_blob(&rows, 1, out->lineage, WIRE_LINEAGE_LEN);
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status change_sweep(struct db *db)
{
    return db_query(
        db, NULL, "DELETE FROM change_stamp WHERE position < (SELECT position FROM change_counter WHERE one = 1) - $1",
        DB_INT(CHANGE_STAMPS_KEPT));
}
