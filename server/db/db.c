/* Passes calls on to the connection's driver and keeps track of transactions. */
#include "db/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/driver.h"

void db_note_error(struct db *db, const char *message)
{
    size_t len = strcspn(message, "\n");
    (void)snprintf(db->error, sizeof db->error, "%.*s", (int)(len < DB_ERROR_SIZE ? len : DB_ERROR_SIZE - 1), message);
}

void db_close(struct db *db)
{
    if (!db)
        return;
    free(db->at_end_context);
    db->driver->close(db);
}

enum gh_status db_query_values(struct db *db, struct db_rows *rows, const char *sql, const struct db_value *values,
                               size_t count)
{
    struct db_rows made = {.db = db, .row = -1};
    if (count > DB_PARAMETERS_MAX)
        return GH_TOO_LONG;
    if (db->lost)
        return GH_UNAVAILABLE;
    enum gh_status status = db->driver->query(db, rows ? &made : NULL, sql, values, count);
    if (!status && rows)
        *rows = made;
    return status;
}

enum gh_status db_next(struct db_rows *rows)
{
    return rows->driver ? rows->db->driver->next(rows) : GH_NOT_FOUND;
}

void db_rows_end(struct db_rows *rows)
{
    if (rows->driver)
        rows->db->driver->rows_end(rows);
    rows->driver = NULL;
}

int64_t db_changed(struct db *db)
{
    return db->changed;
}

bool db_is_null(struct db_rows *rows, int column)
{
    return rows->db->driver->is_null(rows, column);
}

int64_t db_int(struct db_rows *rows, int column)
{
    return rows->db->driver->integer(rows, column);
}

struct bytes db_bytes(struct db_rows *rows, int column)
{
    return rows->db->driver->bytes(rows, column);
}

enum gh_status db_copy_text(struct db_rows *rows, int column, char *out, size_t size)
{
    return db_value_copy_text(db_bytes(rows, column), out, size);
}

enum gh_status db_copy_blob(struct db_rows *rows, int column, uint8_t *out, size_t len)
{
    return db_value_copy_blob(db_bytes(rows, column), db_is_null(rows, column), out, len);
}

static enum gh_status begin(struct db *db, bool apart)
{
    enum gh_status status = db->lost ? GH_UNAVAILABLE : db->driver->script(db, db->driver->begin);
    if (!status) {
        db->in_transaction = true;
        db->apart = apart;
    }
    return status;
}

enum gh_status db_begin(struct db *db)
{
    return begin(db, false);
}

enum gh_status db_begin_apart(struct db *db)
{
    return begin(db, true);
}

void db_before_commit(struct db *db, enum gh_status (*write)(struct db *db, void *context), void *context)
{
    db->before_commit = write;
    db->before_commit_context = context;
}

void db_at_end(struct db *db, enum gh_status (*write)(struct db *db, void *context), void *context)
{
    db->at_end = write;
    db->at_end_context = context;
}

void *db_at_end_context(struct db *db)
{
    return db->at_end_context;
}

static enum gh_status run_before_commit(struct db *db)
{
    enum gh_status (*write)(struct db * db, void *context) = db->apart ? NULL : db->before_commit;
    if (!db->apart)
        db->before_commit = NULL;
    enum gh_status status = write ? write(db, db->before_commit_context) : GH_OK;
    return status || !db->at_end ? status : db->at_end(db, db->at_end_context);
}

/* Marks the end of a transaction, however it went. */
static void leave_transaction(struct db *db)
{
    free(db->at_end_context);
    db_at_end(db, NULL, NULL);
    db->in_transaction = false;
}

enum gh_status db_commit(struct db *db)
{
    enum gh_status status = run_before_commit(db);
    const bool was_lost = db->lost;
    if (!status)
        status = db->lost ? GH_UNAVAILABLE : db->driver->script(db, "COMMIT");
    if (status == GH_UNAVAILABLE && !was_lost)
        status = GH_UNCERTAIN;
    if (status)
        db_rollback(db);
    leave_transaction(db);
    return status;
}

void db_rollback(struct db *db)
{
    char why[DB_ERROR_SIZE];
    if (!db->in_transaction)
        return;
    /* Keep the error that led to the rollback; the rollback's own matters less. */
    memcpy(why, db->error, sizeof why);
    if (!db->lost && db->driver->script(db, "ROLLBACK"))
        db->lost = true;
    memcpy(db->error, why, sizeof why);
    leave_transaction(db);
}

bool db_in_transaction(const struct db *db)
{
    return db->in_transaction;
}

bool db_lost(const struct db *db)
{
    return db->lost;
}

bool db_silent(const struct db *db)
{
    return db->silent;
}

bool db_alive(struct db *db)
{
    return !db->lost && (!db->driver->alive || db->driver->alive(db));
}

const char *db_row_lock(const struct db *db)
{
    return db->driver->row_lock;
}

enum gh_status db_now(struct db *db, tick *now)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query_values(db, &rows, db->driver->now, NULL, 0);
    if (!status && !(status = db_next(&rows)))
        *now = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status db_identity(struct db *db, char out[static DB_IDENTITY_SIZE])
{
    return db->driver->identity(db, out);
}

const char *db_driver_name(const struct db *db)
{
    return db->driver->name;
}

const char *db_error(const struct db *db)
{
    return db->error;
}
