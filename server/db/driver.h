/* What a database driver does; private to this folder. */
#ifndef GH_SERVER_DB_DRIVER_H
#define GH_SERVER_DB_DRIVER_H

#include "db/db.h"

#define DB_ERROR_SIZE 256

/* schema/server_N.sql, embedded when the library is built. */
extern const char *const server_migrations[];
extern const int server_migrations_count;

struct db_driver {
    const char *name, *row_lock;
    const char *begin;
    void (*close)(struct db *db);
    /* values: count of them. rows->driver holds the result when rows is not NULL. */
    enum gh_status (*query)(struct db *db, struct db_rows *rows, const char *sql, const struct db_value *values,
                            size_t count);
    /* Several statements without parameters or results. */
    enum gh_status (*script)(struct db *db, const char *sql);
    enum gh_status (*next)(struct db_rows *rows);
    void (*rows_end)(struct db_rows *rows);
    bool (*is_null)(struct db_rows *rows, int column);
    int64_t (*integer)(struct db_rows *rows, int column);
    struct bytes (*bytes)(struct db_rows *rows, int column);
    /* A schema script as this database wants it: malloc'ed, or NULL without memory. */
    char *(*schema)(const char *script);
    /* For one process at a time; ends with the transaction. */
    enum gh_status (*lock_schema)(struct db *db);
    enum gh_status (*has_version_table)(struct db *db, bool *has);
};

/* The beginning of each driver's own struct. */
struct db {
    const struct db_driver *driver;
    bool in_transaction, lost;
    int64_t changed;
    char error[DB_ERROR_SIZE];
};

void db_note_error(struct db *db, const char *message); /* cut to its first line */

/* rest: the URL after its "sqlite:" or the whole libpq URI. *out is set also on failure when there is a message. */
enum gh_status GH_MUST_USE db_sqlite_open(const char *path, enum db_access access, struct db **out);
enum gh_status GH_MUST_USE db_postgres_open(const char *url, struct db **out);

#endif
