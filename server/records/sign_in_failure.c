/* Counts failed sign-ins by the minute and writes them into the audit trail. */
#include "records/sign_in_failure.h"

#include <stdio.h>

#include "records/audit.h"
#include "records/record.h"

#define NAME_MAX_BYTES 64
#define ADDRESS_TEXT_SIZE 64
#define FLUSHED_AT_ONCE 100
#define REASON_SIZE 24

/* Stable words: they stand in the trail. */
static const char *const reasons[SIGN_IN_FAILURE_COUNT] = {
    [SIGN_IN_WRONG] = "wrong-password", [SIGN_IN_CODE] = "wrong-code",       [SIGN_IN_BRAKED] = "too-many-tries",
    [SIGN_IN_EXPIRED] = "expired",      [SIGN_IN_AGAIN] = "while-signed-in",
};

static enum gh_status find_account(struct db *db, const char *name, int64_t *account)
{
    char lower[NAME_MAX_BYTES + 1];
    struct db_rows rows = {0};
    size_t n = 0;
    for (; name[n] && n < NAME_MAX_BYTES; n++)
        lower[n] = name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] + 32) : name[n];
    lower[n] = '\0';
    *account = 0;
    enum gh_status status = db_query(db, &rows, "SELECT id FROM account WHERE name = $1", DB_TEXT(lower));
    if (!status && !(status = db_next(&rows)))
        *account = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Reads how many rows the minute has. The count may be behind by those of other requests at this moment. */
static enum gh_status count_minute(struct db *db, int64_t minute, int64_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT count(*) FROM sign_in_failure WHERE minute = $1", DB_INT(minute));
    if (!status && !(status = db_next(&rows)))
        *count = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status add(struct db *db, int64_t minute, int64_t account, const char *address, const char *reason,
                          bool fresh)
{
    enum gh_status status = db_query(db, NULL,
                                     "UPDATE sign_in_failure SET count = count + 1 WHERE minute = $1 AND account = $2 "
                                     "AND address = $3 AND reason = $4",
                                     DB_INT(minute), DB_INT(account), DB_TEXT(address), DB_TEXT(reason));
    if (status || db_changed(db) > 0)
        return status;
    return !fresh ? GH_NOT_FOUND
                  : db_query(db, NULL,
                             "INSERT INTO sign_in_failure (minute, account, address, reason, count) VALUES ($1, $2, "
                             "$3, $4, 1) ON CONFLICT (minute, account, address, reason) DO UPDATE SET count = "
                             "sign_in_failure.count + 1",
                             DB_INT(minute), DB_INT(account), DB_TEXT(address), DB_TEXT(reason));
}

static enum gh_status count_one(struct db *db, int64_t minute, int64_t account, const char *address, const char *reason)
{
    int64_t count = 0;
    enum gh_status status = count_minute(db, minute, &count);
    if (!status)
        status = add(db, minute, account, address, reason, count < SIGN_IN_FAILURES_MAX);
    if (status == GH_NOT_FOUND)
        status = add(db, minute, account, "", reason, count < 2 * SIGN_IN_FAILURES_MAX);
    return status == GH_NOT_FOUND ? add(db, minute, 0, "", reason, true) : status;
}

enum gh_status sign_in_failure_count(struct db *db, tick now, const char *name, const char *address,
                                     enum sign_in_failure reason)
{
    int64_t account = 0;
    enum gh_status status = find_account(db, name, &account);
    return status ? status : count_one(db, now / TICK_MINUTE, account, address, reasons[reason]);
}

enum gh_status sign_in_failure_sign_on(struct db *db, tick now, const char *address, const char *code)
{
    char reason[REASON_SIZE];
    (void)snprintf(reason, sizeof reason, "sso-%s", code);
    return count_one(db, now / TICK_MINUTE, 0, address, reason);
}

struct counted {
    int64_t minute, account, count;
    char address[ADDRESS_TEXT_SIZE], reason[REASON_SIZE];
};

static enum gh_status read_counted(struct db *db, int64_t before, struct counted *out, size_t *count)
{
    struct db_rows rows = {0};
    char sql[256];
    (void)snprintf(sql, sizeof sql,
                   "SELECT minute, account, count, address, reason FROM sign_in_failure WHERE minute < $1 "
                   "ORDER BY minute LIMIT %d%s",
                   FLUSHED_AT_ONCE, db_row_lock(db));
    enum gh_status status = db_query(db, &rows, sql, DB_INT(before));
    *count = 0;
    while (!status && !(status = db_next(&rows))) {
        struct counted *c = &out[(*count)++];
        *c = (struct counted){.minute = db_int(&rows, 0), .account = db_int(&rows, 1), .count = db_int(&rows, 2)};
        status = db_copy_text(&rows, 3, c->address, sizeof c->address);
        if (!status)
            status = db_copy_text(&rows, 4, c->reason, sizeof c->reason);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status write_counted(struct db *db, const struct counted *c)
{
    char subject[AUDIT_SUBJECT_SIZE] = "session", detail[64];
    if (c->account)
        audit_subject_number("account", c->account, subject);
    (void)snprintf(detail, sizeof detail, "%s: %lld", c->reason, (long long)c->count);
    enum gh_status status = audit_write(
        db, &(struct audit_entry){c->minute * TICK_MINUTE, 0, "sign-in-failed", subject, detail, c->address});
    return status ? status
                  : db_query(db, NULL,
                             "DELETE FROM sign_in_failure WHERE minute = $1 AND account = $2 AND address = $3 AND "
                             "reason = $4",
                             DB_INT(c->minute), DB_INT(c->account), DB_TEXT(c->address), DB_TEXT(c->reason));
}

enum gh_status sign_in_failures_flush(struct db *db, tick until)
{
    struct counted counted[FLUSHED_AT_ONCE];
    size_t count = FLUSHED_AT_ONCE;
    enum gh_status status = GH_OK;
    while (!status && count == FLUSHED_AT_ONCE) {
        status = db_begin(db);
        if (status)
            return status;
        status = read_counted(db, until / TICK_MINUTE, counted, &count);
        for (size_t i = 0; !status && i < count; i++)
            status = write_counted(db, &counted[i]);
        status = record_finish(db, status);
    }
    return status;
}
