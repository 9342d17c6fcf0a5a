#include "act/shared_account.h"

static enum gh_status read_account(struct db *db, const char *name, int64_t *account)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT id FROM account WHERE name = $1", DB_TEXT(name));
    if (!status && !(status = db_next(&rows)))
        *account = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status shared_account(struct db *db, const char *name, const char *display_name, tick now, int64_t *account)
{
    enum gh_status status = read_account(db, name, account);
    if (status != GH_NOT_FOUND)
        return status;
    status = db_query(db, NULL,
                      "INSERT INTO account (id, name, display_name, active, created_at) "
                      "SELECT COALESCE(MAX(id), 0) + 1, $1, $2, 0, $3 FROM account",
                      DB_TEXT(name), DB_TEXT(display_name), DB_INT(now));
    return status == GH_CONFLICT ? GH_BUSY : status ? status : read_account(db, name, account);
}
