/* SQLite as a driver: a connection of core/store/sql.h, which enforces one writing process. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/driver.h"
#include "store/sql.h"

#define STATEMENT_MS 8000 /* as PostgreSQL's: db_postgres.c */

struct db_sqlite {
    struct db base;
    struct sql *sql; /* owned */
    char *path;      /* owned */
};

static struct sql *sql_of(struct db *db)
{
    return ((struct db_sqlite *)db)->sql;
}

static enum gh_status note(struct db *db, enum gh_status status)
{
    if (status)
        db_note_error(db, sql_error(sql_of(db)));
    return status;
}

static void close_sqlite(struct db *db)
{
    sql_close(sql_of(db));
    free(((struct db_sqlite *)db)->path);
    free(db);
}

static enum gh_status run_script(struct db *db, const char *script)
{
    return note(db, sql_script(sql_of(db), script));
}

static enum gh_status run_query(struct db *db, struct db_rows *rows, const char *text, const struct db_value *values,
                                size_t count)
{
    struct sql_rows *found;
    if (!rows) {
        enum gh_status status = note(db, sql_exec_values(sql_of(db), text, values, count));
        db->changed = status ? 0 : sql_changes(sql_of(db));
        return status;
    }
    enum gh_status status = note(db, sql_query_values(sql_of(db), &found, text, values, count));
    if (!status)
        rows->driver = found;
    return status;
}

static enum gh_status next_row(struct db_rows *rows)
{
    enum gh_status status = sql_next(rows->driver);
    if (!status) {
        rows->row++;
        return GH_OK;
    }
    rows->db->changed = sql_changes(sql_of(rows->db));
    return status == GH_NOT_FOUND ? status : note(rows->db, status);
}

static void end_rows(struct db_rows *rows)
{
    sql_end(rows->driver);
}

static bool column_is_null(struct db_rows *rows, int column)
{
    return sql_is_null(rows->driver, column);
}

static int64_t column_integer(struct db_rows *rows, int column)
{
    return sql_int(rows->driver, column);
}

static struct bytes column_bytes(struct db_rows *rows, int column)
{
    return sql_bytes(rows->driver, column);
}

static struct db_value column_value(struct db_rows *rows, int column)
{
    return sql_value(rows->driver, column);
}

static enum gh_status unlimit(struct db *db)
{
    sql_limit_statements(sql_of(db), 0);
    return GH_OK;
}

static char *copy_schema(const char *text)
{
    return strdup(text);
}

static enum gh_status need_no_lock(struct db *db)
{
    (void)db;
    return GH_OK; /* only one process can write */
}

static enum gh_status has_version_table(struct db *db, bool *has)
{
    return note(db, sql_exists(sql_of(db), has,
                               "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"));
}

/* Neither a device number, which may change with a reboot, nor a time, which every write changes. */
static enum gh_status identity(struct db *db, char out[static DB_IDENTITY_SIZE])
{
    struct stat info;
    if (stat(((struct db_sqlite *)db)->path, &info) != 0)
        return GH_IO;
    (void)snprintf(out, DB_IDENTITY_SIZE, "inode %" PRIu64, (uint64_t)info.st_ino);
    return GH_OK;
}

static const char append_only[] =
    "CREATE TRIGGER audit_no_change BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;"
    "CREATE TRIGGER audit_no_deletion BEFORE DELETE ON audit WHEN OLD.at > "
    "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - 15552000000 "
    "BEGIN SELECT RAISE(ABORT, 'audit is kept for 180 days'); END;";

static const char chain_only[] = "CREATE TRIGGER audit_link_no_change BEFORE UPDATE ON audit_link "
                                 "BEGIN SELECT RAISE(ABORT, 'audit_link is append-only'); END;"
                                 "CREATE TRIGGER audit_link_no_deletion BEFORE DELETE ON audit_link "
                                 "WHEN EXISTS (SELECT 1 FROM audit WHERE id = OLD.entry) "
                                 "BEGIN SELECT RAISE(ABORT, 'audit_link is kept with its entry'); END;";

static const struct db_driver sqlite_driver = {
    .name = "sqlite",
    .row_lock = "",
    .begin = "BEGIN IMMEDIATE",
    .now = "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)", /* 2440587.5: 1970 as a Julian day */
    .close = close_sqlite,
    .query = run_query,
    .script = run_script,
    .next = next_row,
    .rows_end = end_rows,
    .is_null = column_is_null,
    .integer = column_integer,
    .bytes = column_bytes,
    .value = column_value,
    .schema = copy_schema,
    .append_only = append_only,
    .chain_only = chain_only,
    .lock_schema = need_no_lock,
    .has_version_table = has_version_table,
    .identity = identity,
    .row_name = "rowid",
    .columns = "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' "
               "AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.name",
    .unlimit = unlimit,
};

static const char *reason(enum gh_status status)
{
    switch (status) {
    case GH_BUSY:
        return "another process writes this database";
    case GH_NOT_FOUND:
        return "no such file or folder";
    case GH_READ_ONLY:
        return "no right to write the file or its folder";
    case GH_FULL:
        return "the disk is full";
    case GH_CORRUPT:
        return "the file is damaged or not a SQLite database";
    default:
        return gh_status_name(status);
    }
}

/* People's data are for the server's account alone, whatever the umask is. SQLite gives its other files the same mode.
 * A file that exists keeps its own. */
static void make_private(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        (void)close(fd);
}

enum gh_status db_sqlite_open(const char *path, enum db_access access, struct db **out)
{
    /* No migrations here: db_migrate() keeps the version in a table, as for PostgreSQL. */
    static const struct sql_schema no_migrations = {.sync = SQL_SYNC_FULL};
    struct db_sqlite *db = calloc(1, sizeof *db);
    if (!db)
        return GH_NO_MEMORY;
    db->base.driver = &sqlite_driver;
    *out = &db->base;
    db->path = strdup(path);
    if (!db->path)
        return GH_NO_MEMORY;
    if (access == DB_WRITE)
        make_private(path);
    enum gh_status status = sql_open(path, &no_migrations, access == DB_WRITE ? SQL_WRITE : SQL_READ, &db->sql);
    /* A pool has several connections, and the system keeps the file's pages for all of them. */
    if (!status)
        status = sql_script(db->sql, "PRAGMA cache_size=-4000;");
    if (status)
        db_note_error(&db->base, reason(status));
    else
        sql_limit_statements(db->sql, STATEMENT_MS);
    return status == GH_NOT_FOUND || status == GH_READ_ONLY || status == GH_FULL ? GH_IO : status;
}
