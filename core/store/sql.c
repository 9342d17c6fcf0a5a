#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATEMENTS_MAX 64
#define PATH_SIZE 1024
#define BUSY_MS 2000 /* readers hold no lock for long; a writer may wait for a checkpoint's end */

struct sql_statement {
    struct sql *sql; /* owner */
    const char *text;
    sqlite3_stmt *stmt;
};

struct sql {
    sqlite3 *db;
    int lock; /* PATH.lock of a writer, or -1 */
    struct sql_statement statements[STATEMENTS_MAX];
    size_t count;
};

static enum gh_status status_of_system(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return GH_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
        return GH_READ_ONLY;
    case ENOENT:
    case ENOTDIR:
        return GH_NOT_FOUND;
    default:
        return GH_IO;
    }
}

static enum gh_status status_of(sqlite3 *db, int code)
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
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return db && sqlite3_system_errno(db) ? status_of_system(sqlite3_system_errno(db)) : GH_IO;
    default:
        return GH_IO;
    }
}

static enum gh_status run_script(struct sql *sql, const char *script)
{
    return status_of(sql->db, sqlite3_exec(sql->db, script, NULL, NULL, NULL));
}

/* A second writer, even in the same process, gets GH_BUSY instead of a broken store. */
static enum gh_status take_writer_lock(const char *path, int *lock)
{
    char name[PATH_SIZE];
    int n = snprintf(name, sizeof name, "%s.lock", path);
    if (n <= 0 || (size_t)n >= sizeof name)
        return GH_TOO_LONG;
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (fd < 0)
        return status_of_system(errno);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        enum gh_status status = errno == EWOULDBLOCK ? GH_BUSY : status_of_system(errno);
        (void)close(fd);
        return status;
    }
    *lock = fd;
    return GH_OK;
}

static enum gh_status migrate(struct sql *sql, const struct sql_schema *schema, int64_t version)
{
    for (; version < schema->count; version++) {
        char mark[48];
        (void)snprintf(mark, sizeof mark, "PRAGMA user_version=%d", (int)version + 1);
        enum gh_status status = sql_begin(sql);
        if (status)
            return status;
        if ((status = run_script(sql, schema->migrations[version])) || (status = run_script(sql, mark))) {
            sql_rollback(sql);
            return status;
        }
        if ((status = sql_commit(sql)))
            return status;
    }
    return GH_OK;
}

static enum gh_status set_up_writer(struct sql *sql, const struct sql_schema *schema)
{
    enum gh_status status =
        run_script(sql, "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;");
    if (status)
        return status;
    if (schema->sync == SQL_SYNC_FULL)
        return run_script(sql, "PRAGMA synchronous=FULL");
    /* What can be fetched again is checkpointed seldom: rows come in no order, and a page that many of them touch is
     * then written and flushed to a slow card once, not many times. 32 MB of write-ahead log. */
    return run_script(sql, "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8000;");
}

static int64_t file_size(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (int64_t)info.st_size : 0;
}

static enum gh_status set_up(struct sql *sql, const char *path, const struct sql_schema *schema, enum sql_mode mode)
{
    int64_t version;
    (void)sqlite3_extended_result_codes(sql->db, 1);
    (void)sqlite3_busy_timeout(sql->db, BUSY_MS);
    (void)sqlite3_db_config(sql->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* 24 MB hold the upper levels of a million passes' tree: a look-up then reads one or two pages from the system. */
    enum gh_status status =
        run_script(sql, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA cache_size=-24000;");
    if (!status && mode == SQL_WRITE)
        status = set_up_writer(sql, schema);
    if (!status && mode != SQL_WRITE)
        status = run_script(sql, "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0;");
    if (!status)
        status = sql_query_int(sql, "PRAGMA user_version", &version);
    if (status || mode == SQL_READ_ANY)
        return status;
    if (version > schema->count)
        return GH_UNSUPPORTED;
    if (mode == SQL_READ)
        return version == schema->count ? GH_OK : GH_UNSUPPORTED;
    if (version > 0 && file_size(path) <= schema->check_below && (status = sql_check(sql)))
        return status;
    return migrate(sql, schema, version);
}

static enum gh_status open_connection(const char *path, enum sql_mode mode, struct sql *sql)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                (mode == SQL_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    int code = sqlite3_open_v2(path, &sql->db, flags, NULL);
    if (code == SQLITE_OK && mode != SQL_WRITE)
        (void)sqlite3_db_config(sql->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return status_of(sql->db, code);
}

enum gh_status sql_open(const char *path, const struct sql_schema *schema, enum sql_mode mode, struct sql **out)
{
    struct stat info;
    if (mode != SQL_WRITE && stat(path, &info) != 0)
        return status_of_system(errno);
    struct sql *sql = calloc(1, sizeof *sql);
    if (!sql)
        return GH_NO_MEMORY;
    sql->lock = -1;
    enum gh_status status = mode == SQL_WRITE ? take_writer_lock(path, &sql->lock) : GH_OK;
    if (!status)
        status = open_connection(path, mode, sql);
    if (!status)
        status = set_up(sql, path, schema, mode);
    if (status) {
        sql_close(sql);
        return status;
    }
    *out = sql;
    return GH_OK;
}

void sql_close(struct sql *sql)
{
    if (!sql)
        return;
    for (size_t i = 0; i < sql->count; i++)
        (void)sqlite3_finalize(sql->statements[i].stmt);
    (void)sqlite3_close(sql->db);
    if (sql->lock >= 0)
        (void)close(sql->lock);
    free(sql);
}

enum gh_status sql_prepare(struct sql *sql, const char *text, struct sql_statement **out)
{
    for (size_t i = 0; i < sql->count; i++) {
        if (sql->statements[i].text == text) {
            sql_reset(&sql->statements[i]);
            (void)sqlite3_clear_bindings(sql->statements[i].stmt);
            *out = &sql->statements[i];
            return GH_OK;
        }
    }
    if (sql->count == STATEMENTS_MAX)
        return GH_TOO_LONG;
    struct sql_statement *s = &sql->statements[sql->count];
    int code = sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL);
    if (code != SQLITE_OK)
        return status_of(sql->db, code);
    s->sql = sql;
    s->text = text;
    sql->count++;
    *out = s;
    return GH_OK;
}

/* A bind fails only for a wrong index or out of memory; the step that follows then fails or finds NULL in a NOT NULL
 * column. */
void sql_bind_int(struct sql_statement *s, int index, int64_t value)
{
    (void)sqlite3_bind_int64(s->stmt, index, value);
}

void sql_bind_bytes(struct sql_statement *s, int index, struct bytes value)
{
    (void)sqlite3_bind_blob64(s->stmt, index, value.data ? (const void *)value.data : "", value.len, SQLITE_STATIC);
}

void sql_bind_bytes_or_null(struct sql_statement *s, int index, struct bytes value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i]) {
            sql_bind_bytes(s, index, value);
            return;
        }
    }
    (void)sqlite3_bind_null(s->stmt, index);
}

void sql_bind_text(struct sql_statement *s, int index, const char *value)
{
    (void)sqlite3_bind_text(s->stmt, index, value, -1, SQLITE_STATIC);
}

enum gh_status sql_step(struct sql_statement *s, bool *row)
{
    int code = sqlite3_step(s->stmt);
    enum gh_status status = status_of(s->sql->db, code);
    *row = code == SQLITE_ROW;
    if (code != SQLITE_ROW)
        sql_reset(s);
    return status;
}

enum gh_status sql_run(struct sql_statement *s)
{
    bool row;
    enum gh_status status = sql_step(s, &row);
    sql_reset(s);
    return status;
}

void sql_reset(struct sql_statement *s)
{
    (void)sqlite3_reset(s->stmt); /* repeats the error of the step before */
}

int64_t sql_int(struct sql_statement *s, int column)
{
    return sqlite3_column_int64(s->stmt, column);
}

bool sql_is_null(struct sql_statement *s, int column)
{
    return sqlite3_column_type(s->stmt, column) == SQLITE_NULL;
}

struct bytes sql_bytes(struct sql_statement *s, int column)
{
    const void *data = sqlite3_column_blob(s->stmt, column);
    int len = sqlite3_column_bytes(s->stmt, column);
    return data ? BYTES(data, (size_t)len) : BYTES(NULL, 0);
}

enum gh_status sql_copy_bytes(struct sql_statement *s, int column, uint8_t *out, size_t len)
{
    struct bytes value = sql_bytes(s, column);
    if (sql_is_null(s, column)) {
        memset(out, 0, len);
        return GH_OK;
    }
    if (value.len != len)
        return GH_CORRUPT;
    memcpy(out, value.data, len);
    return GH_OK;
}

enum gh_status sql_copy_text(struct sql_statement *s, int column, char *out, size_t size)
{
    struct bytes value = sql_bytes(s, column);
    if (value.len >= size)
        return GH_CORRUPT;
    if (value.len > 0)
        memcpy(out, value.data, value.len);
    out[value.len] = '\0';
    return GH_OK;
}

enum gh_status sql_begin(struct sql *sql)
{
    return run_script(sql, "BEGIN IMMEDIATE");
}

enum gh_status sql_commit(struct sql *sql)
{
    enum gh_status status = run_script(sql, "COMMIT");
    if (status)
        sql_rollback(sql);
    return status;
}

void sql_rollback(struct sql *sql)
{
    /* After a full disk or an I/O error SQLite may have rolled back by itself; a second one then only says so. */
    if (!sqlite3_get_autocommit(sql->db))
        (void)run_script(sql, "ROLLBACK");
}

int64_t sql_changes(struct sql *sql)
{
    return sqlite3_changes64(sql->db);
}

enum gh_status sql_query_int(struct sql *sql, const char *text, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(sql->db, text, -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    enum gh_status status = code == SQLITE_ROW ? GH_OK : code == SQLITE_DONE ? GH_NOT_FOUND : status_of(sql->db, code);
    if (!status)
        *out = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return status;
}

static enum gh_status run_check(struct sql *sql, const char *pragma)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(sql->db, pragma, -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    enum gh_status status = status_of(sql->db, code);
    if (!status) {
        const unsigned char *answer = code == SQLITE_ROW ? sqlite3_column_text(stmt, 0) : NULL;
        status = answer && strcmp((const char *)answer, "ok") == 0 ? GH_OK : GH_CORRUPT;
    }
    (void)sqlite3_finalize(stmt);
    return status;
}

enum gh_status sql_check(struct sql *sql)
{
    return run_check(sql, "PRAGMA quick_check(1)");
}

enum gh_status sql_check_indexes(struct sql *sql)
{
    return run_check(sql, "PRAGMA integrity_check(1)");
}

static enum gh_status rename_with_suffix(const char *path, const char *new_path, const char *suffix)
{
    char from[PATH_SIZE + 8], to[PATH_SIZE + 8];
    int n = snprintf(from, sizeof from, "%s%s", path, suffix), m = snprintf(to, sizeof to, "%s%s", new_path, suffix);
    if (n <= 0 || m <= 0 || (size_t)n >= sizeof from || (size_t)m >= sizeof to)
        return GH_TOO_LONG;
    return rename(from, to) == 0 || errno == ENOENT ? GH_OK : status_of_system(errno);
}

enum gh_status sql_set_aside(const char *path, char *new_path, size_t new_path_size)
{
    struct stat info;
    for (int i = 1; i < 1000; i++) {
        int n = snprintf(new_path, new_path_size, "%s.damaged-%d", path, i);
        if (n <= 0 || (size_t)n >= new_path_size || (size_t)n >= PATH_SIZE)
            return GH_TOO_LONG;
        if (lstat(new_path, &info) == 0)
            continue;
        enum gh_status status = rename_with_suffix(path, new_path, "");
        if (!status)
            status = rename_with_suffix(path, new_path, "-wal");
        if (!status)
            status = rename_with_suffix(path, new_path, "-shm");
        return status;
    }
    return GH_FULL;
}
