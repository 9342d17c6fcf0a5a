/* The server's database: one thin layer over two drivers (SQLite, PostgreSQL), with one SQL text for both.
 *
 * Parameters are $1, $2, ... The schema's types are INTEGER (64 bits), TEXT and BLOB. Statements avoid what the
 * drivers understand differently, or ask db_row_lock(). SQLite allows one writer: a pool has one writing connection
 * and several that only read. With PostgreSQL all connections are alike. */
#ifndef GH_SERVER_DB_DB_H
#define GH_SERVER_DB_DB_H

#include <stdbool.h>

#include "base/tick.h"
#include "store/db_value.h" /* DB_INT(), DB_TEXT() and so on */

enum db_access { DB_READ, DB_WRITE };

/* A connection. One thread may use it at a time. */
struct db;

/* The rows of one query. Zero it before the first use. Call db_rows_end() after any outcome. */
struct db_rows {
    struct db *db;
    void *driver; /* the driver's own; NULL when nothing is held */
    int row;
};

/* Opens a connection. url: "sqlite:PATH", or "postgresql://..." as in libpq. A DB_READ connection of SQLite refuses
 * to write. On failure *out may be a connection that only holds db_error(); the caller closes it. GH_MALFORMED: an
 * unknown kind of URL. GH_IO, GH_UNAVAILABLE: no
 * connection. GH_BUSY: another process writes this SQLite file. */
enum gh_status GH_MUST_USE db_open(const char *url, enum db_access access, struct db **out);
void db_close(struct db *db); /* takes NULL */

/* Tells whether a database is reached with TLS that checks its certificate, on this machine, or at a host of allowed
 * (base/plain_call.h). Does not connect; the environment counts as for libpq. host, of size bytes, gets the one that is
 * refused. GH_DENIED: it would be called without. GH_MALFORMED: not a URL. GH_UNSUPPORTED: a service file would say
 * it. */
enum gh_status GH_MUST_USE db_encrypted(const char *url, const char *allowed, char *host, size_t size);

/* Runs one statement and keeps it prepared. rows NULL drops the result. GH_CONFLICT: a constraint refused. GH_BUSY:
 * a lock or serialisation failure, or the statement computed for 8 s; a new transaction may succeed. GH_FULL: the disk
 * is full. GH_TOO_LONG: more than DB_PARAMETERS_MAX values. GH_UNAVAILABLE: the connection is lost, or no answer came
 * within 10 s. GH_READ_ONLY: the database takes no writes now. GH_IO: any other failure. db_lost() tells whether the
 * connection is lost. */
enum gh_status GH_MUST_USE db_query_values(struct db *db, struct db_rows *rows, const char *sql,
                                           const struct db_value *values, size_t count);
/* As in db_query(db, &rows, "SELECT a FROM b WHERE c=$1", DB_INT(1)). */
#define db_query(db, rows, ...) db_query_values(db, rows, DB_ARGUMENTS(__VA_ARGS__))

/* Moves to the next row. GH_NOT_FOUND: no more rows. Other errors as db_query(). */
enum gh_status GH_MUST_USE db_next(struct db_rows *rows);
/* Releases the rows. */
void db_rows_end(struct db_rows *rows);
/* Returns the number of rows that the connection's last statement inserted, changed or deleted. */
int64_t db_changed(struct db *db);

/* Read columns, counted from 0, after db_next() returned GH_OK. Bytes are borrowed until the next db_next() or
 * db_rows_end(). */
bool db_is_null(struct db_rows *rows, int column);
int64_t db_int(struct db_rows *rows, int column);        /* 0 for NULL */
struct bytes db_bytes(struct db_rows *rows, int column); /* TEXT or BLOB; empty for NULL */
/* Copies a text with a NUL; NULL gives "". GH_CORRUPT: out is too small. */
enum gh_status GH_MUST_USE db_copy_text(struct db_rows *rows, int column, char *out, size_t size);
/* Copies exactly len bytes; NULL gives zeros. GH_CORRUPT: the value has another size. */
enum gh_status GH_MUST_USE db_copy_blob(struct db_rows *rows, int column, uint8_t *out, size_t len);

/* Begin, commit and roll back a transaction. Transactions do not nest. db_begin() takes SQLite's write lock at once.
 * db_commit() rolls back when it fails. GH_UNCERTAIN: the answer was lost, so the transaction may have happened. */
enum gh_status GH_MUST_USE db_begin(struct db *db);
enum gh_status GH_MUST_USE db_commit(struct db *db);
void db_rollback(struct db *db); /* harmless without a transaction */
bool db_in_transaction(const struct db *db);
/* Runs write in the connection's next transaction, right before its COMMIT. When it fails the transaction is rolled
 * back, and its status is that of db_commit(). It runs once; NULL takes it back, as giving the connection back does. */
void db_before_commit(struct db *db, enum gh_status (*write)(struct db *db, void *context), void *context);
/* As db_begin(), for a transaction beside the work that db_before_commit() belongs to, which goes on waiting. */
enum gh_status GH_MUST_USE db_begin_apart(struct db *db);
/* Runs write as the last thing before the COMMIT of the open transaction, after db_before_commit()'s, where it takes a
 * lock that all transactions want. context comes from malloc(), and db frees it after the transaction. A second call
 * replaces the first. */
void db_at_end(struct db *db, enum gh_status (*write)(struct db *db, void *context), void *context);
/* Returns the context of db_at_end() in this transaction, or NULL. */
void *db_at_end_context(struct db *db);
/* Returns true when the connection is lost. Close it and open another one. */
bool db_lost(const struct db *db);
/* Returns true when it is lost because no answer came in time. */
bool db_silent(const struct db *db);
/* Returns false when an idle connection is known to be lost, as after a restart of the database. Never waits. */
bool db_alive(struct db *db);
/* Returns the suffix of a SELECT that claims rows to work on: " FOR UPDATE SKIP LOCKED", or "" with one writer. */
const char *db_row_lock(const struct db *db);
/* Reads the database's clock in milliseconds since 1970. Leases and claims go by it: all server processes share it,
 * and their own clocks may differ. Errors as db_query(). */
enum gh_status GH_MUST_USE db_now(struct db *db, tick *now);
#define DB_IDENTITY_SIZE 160
/* Writes what tells this database from a copy of it, for comparison only: SQLite's file by its inode; PostgreSQL's
 * cluster, timeline (a promotion begins another one), database and table. "": PostgreSQL refuses to tell. Call it
 * outside a transaction. */
enum gh_status GH_MUST_USE db_identity(struct db *db, char out[static DB_IDENTITY_SIZE]);
/* Returns "sqlite" or "postgresql". */
const char *db_driver_name(const struct db *db);
/* Returns the driver's last error for the log, without parameter values. Never NULL. */
const char *db_error(const struct db *db);

/* Reads the version of the schema; 0 before the first migration. */
enum gh_status GH_MUST_USE db_schema_version(struct db *db, int64_t *version);
/* Returns the version of the schema that this program brings. */
int db_schema_newest(void);
/* Brings the schema up to date and sets *version. Each step has its own transaction, and several processes may call
 * it at once. GH_UNSUPPORTED: a newer server made the database. */
enum gh_status GH_MUST_USE db_migrate(struct db *db, int *version);

/* Connections that threads share. */
struct db_pool;

/* Opens a pool with one writing connection and readers others; with PostgreSQL all readers + 1 serve either use.
 * Migrates the schema. Opens the other connections on first use. error, of size bytes, gets the driver's message on
 * failure. */
enum gh_status GH_MUST_USE db_pool_open(const char *url, unsigned readers, struct db_pool **out, char *error,
                                        size_t size);
void db_pool_close(struct db_pool *pool); /* takes NULL; every connection must be back */
/* Takes a free connection that is alive and waits up to wait_ms for it. GH_BUSY: none became free. GH_UNAVAILABLE: the
 * database is not reached; while that lasts, the pool's own thread tries it every second and callers do not wait. */
enum gh_status GH_MUST_USE db_pool_take(struct db_pool *pool, enum db_access access, int wait_ms, struct db **out);
struct db_pool_figures {
    unsigned size, open, taken; /* connections */
    unsigned waiting;           /* callers that wait for one */
    uint64_t timeouts;          /* callers that waited in vain */
    bool reached;               /* false: the database was not reached at the last try */
};
void db_pool_figures(struct db_pool *pool, struct db_pool_figures *out);
/* Gives a connection back. Rolls back an open transaction and closes a lost connection. Takes NULL. */
void db_pool_give(struct db_pool *pool, struct db *db);

#endif
