#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "db/driver.h"

#define STATEMENTS_MAX 256
#define PATH_SIZE 1024
#define BUSY_MS 2000 /* readers may meet the end of a checkpoint */

struct statement {
    char *text; /* owned; NULL: not kept, ends with its rows */
    sqlite3_stmt *stmt;
    bool busy; /* its rows are being read */
};

struct db_sqlite {
    struct db base;
    sqlite3 *handle;
    int lock; /* PATH.lock of the writing process, or -1 */
    struct statement statements[STATEMENTS_MAX];
    size_t count;
};

static enum gh_status status_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return GH_OK;
    case SQLITE_FULL:
        return GH_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return GH_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return GH_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return GH_BUSY;
    case SQLITE_NOMEM:
        return GH_NO_MEMORY;
    case SQLITE_CONSTRAINT:
        return GH_CONFLICT;
    default:
        return GH_IO;
    }
}

static enum gh_status note(struct db_sqlite *db, int code)
{
    enum gh_status status = status_of(code);
    if (status)
        db_note_error(&db->base, sqlite3_errmsg(db->handle));
    return status;
}

static enum gh_status script(struct db *base, const char *sql)
{
    struct db_sqlite *db = (struct db_sqlite *)base;
    return note(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

static void close_sqlite(struct db *base)
{
    struct db_sqlite *db = (struct db_sqlite *)base;
    for (size_t i = 0; i < db->count; i++) {
        (void)sqlite3_finalize(db->statements[i].stmt);
        free(db->statements[i].text);
    }
    (void)sqlite3_close(db->handle);
    if (db->lock >= 0)
        (void)close(db->lock);
    free(db);
}

/* A statement ready to be bound. One that is being read, or beyond the cache, gets a copy of its own. */
static enum gh_status prepare(struct db_sqlite *db, const char *sql, struct statement **out)
{
    bool busy = false;
    for (size_t i = 0; i < db->count && !busy; i++) {
        if (strcmp(db->statements[i].text, sql) != 0)
            continue;
        if (!db->statements[i].busy) {
            *out = &db->statements[i];
            return GH_OK;
        }
        busy = true;
    }
    bool keep = !busy && db->count < STATEMENTS_MAX;
    struct statement *s = keep ? &db->statements[db->count] : calloc(1, sizeof *s);
    if (!s)
        return GH_NO_MEMORY;
    char *text = keep ? strdup(sql) : NULL;
    enum gh_status status =
        keep && !text ? GH_NO_MEMORY
                      : note(db, sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL));
    if (status) {
        free(text);
        if (!keep)
            free(s);
        return status;
    }
    s->text = text;
    s->busy = false;
    if (keep)
        db->count++;
    *out = s;
    return GH_OK;
}

static void release(struct statement *s)
{
    (void)sqlite3_reset(s->stmt);
    (void)sqlite3_clear_bindings(s->stmt);
    s->busy = false;
    if (!s->text) {
        (void)sqlite3_finalize(s->stmt);
        free(s);
    }
}

/* "$3" is a named parameter to SQLite, whose index is its place of first appearance. */
static int bind(sqlite3_stmt *stmt, size_t number, const struct db_value *value)
{
    char name[24];
    (void)snprintf(name, sizeof name, "$%zu", number);
    int index = sqlite3_bind_parameter_index(stmt, name);
    const char *data = value->bytes.data ? (const char *)value->bytes.data : "";
    if (index == 0)
        return SQLITE_RANGE;
    switch (value->type) {
    case DB_TYPE_INTEGER:
        return sqlite3_bind_int64(stmt, index, value->integer);
    case DB_TYPE_TEXT:
        return sqlite3_bind_text64(stmt, index, data, value->bytes.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    case DB_TYPE_BLOB:
        return sqlite3_bind_blob64(stmt, index, data, value->bytes.len, SQLITE_TRANSIENT);
    default:
        return sqlite3_bind_null(stmt, index);
    }
}

static enum gh_status query(struct db *base, struct db_rows *rows, const char *sql, const struct db_value *values,
                            size_t count)
{
    struct db_sqlite *db = (struct db_sqlite *)base;
    struct statement *s;
    enum gh_status status = prepare(db, sql, &s);
    if (status)
        return status;
    int code = SQLITE_OK;
    for (size_t i = 0; i < count && code == SQLITE_OK; i++)
        code = bind(s->stmt, i + 1, &values[i]);
    if (code == SQLITE_OK && rows) {
        s->busy = true;
        rows->driver = s;
        return GH_OK;
    }
    while (code == SQLITE_OK || code == SQLITE_ROW)
        code = sqlite3_step(s->stmt);
    status = note(db, code);
    base->changed = status ? 0 : sqlite3_changes64(db->handle);
    release(s);
    return status;
}

static enum gh_status next(struct db_rows *rows)
{
    struct statement *s = rows->driver;
    struct db_sqlite *db = (struct db_sqlite *)rows->db;
    int code = sqlite3_step(s->stmt);
    if (code == SQLITE_ROW) {
        rows->row++;
        return GH_OK;
    }
    enum gh_status status = note(db, code);
    db->base.changed = sqlite3_changes64(db->handle);
    return status ? status : GH_NOT_FOUND;
}

static void rows_end(struct db_rows *rows)
{
    release(rows->driver);
}

static bool is_null(struct db_rows *rows, int column)
{
    return sqlite3_column_type(((struct statement *)rows->driver)->stmt, column) == SQLITE_NULL;
}

static int64_t integer(struct db_rows *rows, int column)
{
    return sqlite3_column_int64(((struct statement *)rows->driver)->stmt, column);
}

static struct bytes bytes(struct db_rows *rows, int column)
{
    sqlite3_stmt *stmt = ((struct statement *)rows->driver)->stmt;
    const void *data = sqlite3_column_blob(stmt, column);
    return BYTES(data, data ? (size_t)sqlite3_column_bytes(stmt, column) : 0);
}

static char *schema(const char *text)
{
    return strdup(text);
}

static enum gh_status lock_schema(struct db *db)
{
    (void)db;
    return GH_OK; /* the writing process is alone */
}

static enum gh_status has_version_table(struct db *db, bool *has)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'");
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *has = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static const struct db_driver sqlite_driver = {
    .name = "sqlite",
    .row_lock = "",
    .begin = "BEGIN IMMEDIATE",
    .close = close_sqlite,
    .query = query,
    .script = script,
    .next = next,
    .rows_end = rows_end,
    .is_null = is_null,
    .integer = integer,
    .bytes = bytes,
    .schema = schema,
    .lock_schema = lock_schema,
    .has_version_table = has_version_table,
};

/* Two writing processes would meet SQLite's WAL-reset bug (fixed in 3.51.3); the second one is told at once. */
static enum gh_status take_lock(const char *path, int *lock)
{
    char name[PATH_SIZE];
    int n = snprintf(name, sizeof name, "%s.lock", path);
    if (n <= 0 || (size_t)n >= sizeof name)
        return GH_TOO_LONG;
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return GH_IO;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        enum gh_status status = errno == EWOULDBLOCK ? GH_BUSY : GH_IO;
        (void)close(fd);
        return status;
    }
    *lock = fd;
    return GH_OK;
}

static enum gh_status set_up(struct db_sqlite *db, enum db_access access)
{
    (void)sqlite3_extended_result_codes(db->handle, 1);
    (void)sqlite3_busy_timeout(db->handle, BUSY_MS);
    enum gh_status status =
        script(&db->base, "PRAGMA trusted_schema=OFF; PRAGMA cache_size=-16000; PRAGMA foreign_keys=ON;");
    if (status)
        return status;
    return script(&db->base, access == DB_WRITE
                                 ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                                 : "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0;");
}

enum gh_status db_sqlite_open(const char *path, enum db_access access, struct db **out)
{
    struct db_sqlite *db = calloc(1, sizeof *db);
    if (!db)
        return GH_NO_MEMORY;
    db->base.driver = &sqlite_driver;
    db->lock = -1;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                (access == DB_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    enum gh_status status = access == DB_WRITE ? take_lock(path, &db->lock) : GH_OK;
    if (status == GH_BUSY)
        db_note_error(&db->base, "another process writes this database");
    if (!status)
        status = note(db, sqlite3_open_v2(path, &db->handle, flags, NULL));
    if (!status && access == DB_READ)
        (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (!status)
        status = set_up(db, access);
    *out = &db->base;
    return status;
}
