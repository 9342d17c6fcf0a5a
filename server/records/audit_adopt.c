/* Links entries of the audit trail that have no link yet. */
#include "records/audit_adopt.h"

#include <stdio.h>

#include "records/audit.h"
#include "records/audit_chain.h"
#include "records/record.h"

#define ADOPTED_AT_ONCE 500

/* Takes the lock of the chain. */
static enum gh_status read_adopted(struct db *db, bool *adopted)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "UPDATE audit_head SET adopted = adopted WHERE one = 1 RETURNING adopted");
    if (!status && !(status = db_next(&rows)))
        *adopted = db_int(&rows, 0) != 0;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_CORRUPT : status;
}

/* *after: the id up to which all are linked; moves on. */
static enum gh_status add_unlinked(struct db *db, struct uuid *after, int64_t *count)
{
    struct db_rows rows = {0};
    struct audit_row row;
    enum gh_status status = db_query(db, &rows,
                                     "SELECT " AUDIT_ROW_COLUMNS
                                     " FROM audit u WHERE u.id > $1 AND NOT EXISTS (SELECT 1 FROM audit_link l WHERE "
                                     "l.entry = u.id) ORDER BY u.id LIMIT $2",
                                     DB_UUID(after), DB_INT(ADOPTED_AT_ONCE));
    while (!status && !(status = db_next(&rows))) {
        status = audit_row_read(&rows, 0, &row);
        if (!status)
            status = audit_chain_add(db, &row);
        *after = row.id;
        *count += !status;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status finish_adoption(struct db *db, tick now, int64_t count)
{
    char detail[32];
    enum gh_status status = db_query(db, NULL, "UPDATE audit_head SET adopted = 1 WHERE one = 1");
    if (status || count == 0)
        return status;
    (void)snprintf(detail, sizeof detail, "%lld", (long long)count);
    return audit_write(db, &(struct audit_entry){now, 0, AUDIT_ADOPTED, "audit", detail, ""});
}

enum gh_status audit_adopt(struct db *db, tick now, int64_t *count)
{
    struct uuid after = {0};
    bool adopted = false;
    enum gh_status status = GH_OK;
    *count = 0;
    while (!status && !adopted) {
        int64_t found = 0;
        status = db_begin(db);
        if (status)
            return status;
        status = read_adopted(db, &adopted);
        if (!status && !adopted)
            status = add_unlinked(db, &after, &found);
        if (!status && !adopted && found == 0) {
            status = finish_adoption(db, now, *count);
            adopted = true;
        }
        *count += found;
        status = record_finish(db, status);
    }
    return status;
}
