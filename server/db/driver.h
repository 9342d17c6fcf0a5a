/* The interface between db.c and a database driver. Private to this folder. */
#ifndef GH_SERVER_DB_DRIVER_H
#define GH_SERVER_DB_DRIVER_H

#include "db/db.h"

#define DB_ERROR_SIZE 256

/* The texts of schema/server_N.sql, embedded by the build. */
extern const char *const server_migrations[];
extern const int server_migrations_count;

/* What a driver implements. Results and errors are those of the functions in db.h. */
struct db_driver {
    const char *name, *row_lock;
    const char *begin;
    const char *now; /* a statement that reads the database's clock: milliseconds since 1970 */
    void (*close)(struct db *db);
    /* Returns false when an idle connection is known to be lost. Never waits. NULL: can't be lost. */
    bool (*alive)(struct db *db);
    /* Runs a statement with count values. Stores the result in rows->driver unless rows is NULL. */
    enum gh_status (*query)(struct db *db, struct db_rows *rows, const char *sql, const struct db_value *values,
                            size_t count);
    /* Runs several statements without parameters or results. */
    enum gh_status (*script)(struct db *db, const char *sql);
    enum gh_status (*next)(struct db_rows *rows);
    void (*rows_end)(struct db_rows *rows);
    bool (*is_null)(struct db_rows *rows, int column);
    int64_t (*integer)(struct db_rows *rows, int column);
    struct bytes (*bytes)(struct db_rows *rows, int column);
    struct db_value (*value)(struct db_rows *rows, int column); /* as it is stored; borrowed like bytes() */
    /* Returns a schema script in this database's dialect; the caller frees it. NULL: no memory. */
    char *(*schema)(const char *script);
    /* A script of triggers in this database's dialect: table audit refuses changes, and refuses deletions of entries of
     * the last 180 days. Runs after the migration that holds the line "-- @append-only". */
    const char *append_only;
    /* As append_only, for table audit_link: it refuses changes, and keeps what belongs to an entry of the trail. Runs
     * after the migration that holds the line "-- @audit-chain". */
    const char *chain_only;
    /* Keeps other processes from migrating until the transaction ends. */
    enum gh_status (*lock_schema)(struct db *db);
    enum gh_status (*has_version_table)(struct db *db, bool *has);
    enum gh_status (*identity)(struct db *db, char out[static DB_IDENTITY_SIZE]);

    /* ---- Copying a database (copy.h) ---- */
    /* The column that names a row. NULL: a query holds all its rows at once, so that a long one needs a cursor. */
    const char *row_name;
    const char *columns;    /* a statement: table, column and type of all that the database has, by both names */
    const char *in_the_way; /* a statement: one text where another database can't be copied into this one; or NULL */
    /* Lifts the limits on the time of statements, until the transaction or the connection ends. */
    enum gh_status (*unlimit)(struct db *db);
    /* Take the bytes of a COPY ... FROM STDIN. `good` false: the copy fails. NULL: not supported. */
    enum gh_status (*copy_begin)(struct db *db, const char *sql);
    enum gh_status (*copy_put)(struct db *db, struct bytes data);
    enum gh_status (*copy_end)(struct db *db, bool good);
};

/* First member of each driver's own struct. */
struct db {
    const struct db_driver *driver;
    bool in_transaction, lost;
    bool silent; /* lost because no answer came in time */
    int64_t changed;
    enum gh_status (*before_commit)(struct db *db, void *context); /* NULL: none */
    void *before_commit_context;
    bool apart;                                             /* the transaction leaves before_commit waiting */
    enum gh_status (*at_end)(struct db *db, void *context); /* NULL: none */
    void *at_end_context;                                   /* owned */
    char error[DB_ERROR_SIZE];
};

/* Makes the schema in an empty database, in the caller's transaction, whose lock_schema() it has. */
enum gh_status GH_MUST_USE db_make_schema(struct db *db);

void db_note_error(struct db *db, const char *message); /* stores its first line */

/* Open a connection. path follows "sqlite:"; url is the whole libpq URI. On failure *out may still be set, to carry
 * the message; the caller closes it. */
enum gh_status GH_MUST_USE db_sqlite_open(const char *path, enum db_access access, struct db **out);
enum gh_status GH_MUST_USE db_postgres_open(const char *url, struct db **out);

#endif
