/* Reads how an account wants to be reached. */
#include "records/reach.h"

static const char *const names[REACH_WAY_COUNT] = {"", "wecom", "email", "sms"};

const char *reach_way_name(enum reach_way way)
{
    return (unsigned)way < REACH_WAY_COUNT ? names[way] : "";
}

enum reach_way reach_way_find(struct bytes name)
{
    int way = 0;
    while (way < REACH_WAY_COUNT && !bytes_equal(name, bytes_of_string(names[way])))
        way++;
    return (enum reach_way)way;
}

enum gh_status reach_read(struct db_rows *rows, int at, struct reach *out)
{
    const enum reach_way way = reach_way_find(db_bytes(rows, at));
    out->way = way == REACH_WAY_COUNT ? REACH_USUAL : way;
    out->results = db_int(rows, at + 1) != 0;
    return db_copy_text(rows, at + 2, out->wecom, sizeof out->wecom);
}

enum gh_status reach_account(struct db *db, const char *user, int64_t *account)
{
    struct db_rows rows = {0};
    /* UserIDs differ by more than case (document 90000, "UserID"). */
    enum gh_status status = db_query(
        db, &rows,
        "SELECT c.id FROM account c WHERE c.active = 1 AND $1 <> '' AND lower(" REACH_USER("c") ") = lower($1) "
                                                                                                "ORDER BY c.id LIMIT 2",
        DB_TEXT(user));
    if (!status && !(status = db_next(&rows))) {
        const int64_t found = db_int(&rows, 0);
        status = db_next(&rows);
        if (status == GH_NOT_FOUND) { /* exactly one */
            *account = found;
            status = GH_OK;
        } else if (!status) {
            status = GH_NOT_FOUND;
        }
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status reach_user(struct db *db, int64_t account, char out[static REACH_WECOM_SIZE])
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT " REACH_USER("c") " FROM account c WHERE c.id = $1", DB_INT(account));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_text(&rows, 0, out, REACH_WECOM_SIZE);
    db_rows_end(&rows);
    return status;
}
