/* A connection: open, lock, migrate, transactions, checks. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sql_internal.h"

#define BUSY_MS 2000 /* readers hold no lock for long; a writer may wait for a checkpoint's end */

#define RESET_MENDED 3051003

const char *sql_version(void)
{
    return sqlite3_libversion();
}

bool sql_has_reset_fault(void)
{
    return sqlite3_libversion_number() < RESET_MENDED;
}

enum gh_status sql_script(struct sql *sql, const char *script)
{
    return sql_status(sql, sqlite3_exec(sql->db, script, NULL, NULL, NULL));
}

bool sql_empty_log(struct sql *sql)
{
    int64_t busy = 1;
    if (sql_first_int(sql, &busy, "PRAGMA wal_checkpoint(TRUNCATE)"))
        return false;
    sql_log_emptied(sql);
    return busy == 0;
}

static enum gh_status migrate(struct sql *sql, const struct sql_schema *schema, int64_t version)
{
    const bool older = version > 0 && version < schema->count;
    for (; version < schema->count; version++) {
        char mark[48];
        (void)snprintf(mark, sizeof mark, "PRAGMA user_version=%d", (int)version + 1);
        enum gh_status status = sql_begin(sql);
        if (status)
            return status;
        if ((status = sql_script(sql, schema->migrations[version])) || (status = sql_script(sql, mark))) {
            sql_rollback(sql);
            return status;
        }
        status = sql_commit(sql);
        if (status)
            return status;
    }
    if (older)
        (void)sql_empty_log(sql);
    return GH_OK;
}

static enum gh_status set_up_writer(struct sql *sql, const struct sql_schema *schema)
{
    enum gh_status status =
        sql_script(sql, "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;");
    if (status)
        return status;
    if (schema->sync == SQL_SYNC_FULL)
        return sql_script(sql, "PRAGMA synchronous=FULL");
    /* What can be fetched again is checkpointed seldom: rows come in no order, and a page that many of them touch is
     * then written and flushed to a slow card once, not many times. 32 MB of write-ahead log. */
    return sql_script(sql, "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8000;");
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
        sql_script(sql, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA cache_size=-24000;");
    /* The log outlives its writer: a reader of another user can't make one, and would open nothing. */
    int keep = 1;
    if (!status && mode == SQL_WRITE)
        status = sql_status_of(sql->db, sqlite3_file_control(sql->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep));
    if (!status && mode == SQL_WRITE)
        status = set_up_writer(sql, schema);
    if (!status && mode != SQL_WRITE)
        status = sql_script(sql, "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0;");
    if (!status)
        status = sql_first_int(sql, &version, "PRAGMA user_version");
    if (status || mode == SQL_READ_ANY)
        return status;
    if (version > schema->count)
        return GH_UNSUPPORTED;
    if (mode == SQL_READ && version == 0)
        return schema->count ? GH_NOT_FOUND : GH_OK; /* its writer has not made it yet */
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
    return sql_status_of(sql->db, code);
}

/* SQLite deletes the log of an empty file. A store that was cut to nothing has its newest rows there. */
static bool is_cut_to_nothing(const char *path)
{
    char log[SQL_PATH_SIZE + 8];
    struct stat info;
    (void)snprintf(log, sizeof log, "%s-wal", path);
    return stat(path, &info) == 0 && info.st_size == 0 && file_size(log) > 0;
}

enum gh_status sql_open(const char *path, const struct sql_schema *schema, enum sql_mode mode, struct sql **out)
{
    struct stat info;
    if (mode != SQL_WRITE && stat(path, &info) != 0)
        return sql_status_of_errno(errno);
    struct sql *sql = calloc(1, sizeof *sql);
    if (!sql)
        return GH_NO_MEMORY;
    sql->lock = -1;
    int n = snprintf(sql->path, sizeof sql->path, "%s", path);
    if (n <= 0 || (size_t)n >= sizeof sql->path) {
        free(sql);
        return GH_TOO_LONG;
    }
    enum gh_status status = mode == SQL_WRITE ? sql_take_lock(path, &sql->lock) : GH_OK;
    if (!status && is_cut_to_nothing(path))
        status = GH_CORRUPT;
    if (!status)
        status = open_connection(path, mode, sql);
    if (!status)
        status = set_up(sql, path, schema, mode);
    if (status) {
        sql_close(sql);
        return status;
    }
    sql_watch_place(sql);
    *out = sql;
    return GH_OK;
}

void sql_close(struct sql *sql)
{
    if (!sql)
        return;
    sql_drop_statements(sql);
    /* The log stays (set_up()), but nothing of what was deleted in it. */
    if (sql->lock >= 0 && sql->db)
        (void)sqlite3_exec(sql->db, "PRAGMA journal_size_limit=0", NULL, NULL, NULL);
    (void)sqlite3_close(sql->db);
    if (sql->lock >= 0)
        (void)close(sql->lock);
    free(sql);
}

enum gh_status sql_begin(struct sql *sql)
{
    enum gh_status status = sql_commit_in_place(sql);
    return status ? status : sql_script(sql, "BEGIN IMMEDIATE");
}

enum gh_status sql_commit(struct sql *sql)
{
    enum gh_status status = sql_script(sql, "COMMIT");
    if (status)
        sql_rollback(sql);
    /* The flush to a slow card takes long enough for a file to go away under it. */
    return status ? status : sql_commit_in_place(sql);
}

void sql_rollback(struct sql *sql)
{
    /* After a full disk or an I/O error SQLite may have rolled back by itself; a second one then only says so. */
    if (!sqlite3_get_autocommit(sql->db))
        (void)sqlite3_exec(sql->db, "ROLLBACK", NULL, NULL, NULL);
}

enum gh_status sql_finish(struct sql *sql, enum gh_status status)
{
    if (!status)
        return sql_commit(sql);
    sql_rollback(sql);
    return status;
}

int64_t sql_changes(struct sql *sql)
{
    return sqlite3_changes64(sql->db);
}

const char *sql_error(struct sql *sql)
{
    return sql->rival ? "another process writes this store" : sqlite3_errmsg(sql->db);
}

static enum gh_status read_answer(struct sql_rows *row, void *out)
{
    bool *sound = out;
    *sound = bytes_equal(sql_bytes(row, 0), bytes_of_string("ok"));
    return GH_OK;
}

static enum gh_status run_check(struct sql *sql, const char *pragma)
{
    bool sound = false;
    enum gh_status status = sql_read_one(sql, read_answer, &sound, pragma);
    if (status && status != GH_NOT_FOUND)
        return status;
    return sound ? GH_OK : GH_CORRUPT;
}

enum gh_status sql_check(struct sql *sql)
{
    return run_check(sql, "PRAGMA quick_check(1)");
}

enum gh_status sql_check_indexes(struct sql *sql)
{
    return run_check(sql, "PRAGMA integrity_check(1)");
}

static enum gh_status count_pages(struct sql *sql, int64_t *out)
{
    return sql_first_int(sql, out, "PRAGMA page_count");
}

#define PAGE_BYTES 4096
#define FILL_PAGES 4096 /* at once */

static enum gh_status fill(struct sql *sql, int64_t pages)
{
    int64_t count = 0;
    enum gh_status status = sql_script(sql, "CREATE TABLE filler(bytes)");
    while (!status && !(status = count_pages(sql, &count)) && count < pages)
        status = sql_exec(sql, "INSERT INTO filler VALUES (zeroblob($1))",
                          DB_INT(PAGE_BYTES * (pages - count < FILL_PAGES ? pages - count : FILL_PAGES)));
    return status ? status : sql_script(sql, "DROP TABLE filler");
}

/* Adds free pages. A store never shrinks, since a file that is shorter than before counts as cut. */
static enum gh_status grow(struct sql *sql, int64_t pages)
{
    int64_t count;
    enum gh_status status = count_pages(sql, &count);
    if (status || count >= pages)
        return status;
    status = sql_begin(sql);
    return status ? status : sql_finish(sql, fill(sql, pages));
}

enum gh_status sql_copy_over(struct sql *from, struct sql *to)
{
    int64_t pages;
    enum gh_status status = count_pages(to, &pages);
    if (!status)
        status = grow(from, pages);
    if (status)
        return status;
    sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
    if (!backup)
        return sql_status_of(to->db, sqlite3_extended_errcode(to->db));
    int code = sqlite3_backup_step(backup, -1);
    int ended = sqlite3_backup_finish(backup);
    return sql_status_of(to->db, code == SQLITE_DONE || ended != SQLITE_OK ? ended : code);
}

static enum gh_status rename_with_suffix(const char *path, const char *new_path, const char *suffix)
{
    char from[SQL_PATH_SIZE + 8], to[SQL_PATH_SIZE + 8];
    int n = snprintf(from, sizeof from, "%s%s", path, suffix), m = snprintf(to, sizeof to, "%s%s", new_path, suffix);
    if (n <= 0 || m <= 0 || (size_t)n >= sizeof from || (size_t)m >= sizeof to)
        return GH_TOO_LONG;
    return rename(from, to) == 0 || errno == ENOENT ? GH_OK : sql_status_of_errno(errno);
}

enum gh_status sql_set_aside(const char *path, char *new_path, size_t new_path_size)
{
    char log[SQL_PATH_SIZE + 8];
    struct stat info;
    for (int i = 1; i < 1000; i++) {
        int n = snprintf(new_path, new_path_size, "%s.damaged-%d", path, i);
        if (n <= 0 || (size_t)n >= new_path_size || (size_t)n >= SQL_PATH_SIZE)
            return GH_TOO_LONG;
        (void)snprintf(log, sizeof log, "%s-wal", new_path);
        if (lstat(new_path, &info) == 0 || lstat(log, &info) == 0)
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
