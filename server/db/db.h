/* The server's database: one thin layer, two drivers (SQLite, PostgreSQL), one SQL text for both.
 *
 * SQL is written once: parameters are $1, $2, ...; types in the schema are INTEGER (64 bits), TEXT and BLOB. What the
 * two understand differently is kept out of statements, or asked of db_row_lock(). SQLite keeps the rule of one writer:
 * a pool has one writing connection and several that only read; with PostgreSQL all connections are alike. */
#ifndef GH_SERVER_DB_DB_H
#define GH_SERVER_DB_DB_H

#include <stdbool.h>

#include "store/db_value.h" /* DB_INT(), DB_TEXT() and so on */

enum db_access { DB_READ, DB_WRITE };

/* A connection. Belongs to one thread at a time. */
struct db;

/* The rows of one query. Zero it before the first use; db_rows_end releases it, after any outcome. */
struct db_rows {
    struct db *db;
    void *driver; /* the driver's own; NULL when nothing is held */
    int row;
};

/* url: "sqlite:PATH" or "postgresql://..." (libpq's connection URI). DB_READ connections of SQLite refuse to write.
 * GH_MALFORMED: no such kind of URL; GH_IO: no connection; GH_BUSY: another process writes this SQLite file. */
enum gh_status GH_MUST_USE db_open(const char *url, enum db_access access, struct db **out);
void db_close(struct db *db); /* takes NULL */

/* Runs one statement, which the connection keeps prepared. With rows NULL the result is dropped. GH_CONFLICT: a unique
 * or check rule refused; GH_BUSY: a lock or serialisation failure, worth a new transaction; GH_FULL; GH_IO: the
 * connection is lost and db_lost() is true. */
enum gh_status GH_MUST_USE db_query_values(struct db *db, struct db_rows *rows, const char *sql,
                                           const struct db_value *values, size_t count);
/* db_query(db, &rows, "SELECT a FROM b WHERE c=$1", DB_INT(1)) */
#define db_query(db, rows, ...) db_query_values(db, rows, DB_ARGUMENTS(__VA_ARGS__))

/* GH_OK: a row is there to read; GH_NOT_FOUND: no more; otherwise as db_query. */
enum gh_status GH_MUST_USE db_next(struct db_rows *rows);
void db_rows_end(struct db_rows *rows);
/* Rows that the last statement of this connection inserted, changed or deleted. */
int64_t db_changed(struct db *db);

/* Columns count from 0; only after db_next gave GH_OK. Bytes are borrowed until the next db_next or db_rows_end. */
bool db_is_null(struct db_rows *rows, int column);
int64_t db_int(struct db_rows *rows, int column);        /* 0 for NULL */
struct bytes db_bytes(struct db_rows *rows, int column); /* TEXT or BLOB; empty for NULL */
/* NUL-terminated copy; GH_CORRUPT when it does not fit. NULL gives "". */
enum gh_status GH_MUST_USE db_copy_text(struct db_rows *rows, int column, char *out, size_t size);
/* Exactly len bytes; GH_CORRUPT for another size. NULL leaves zeros. */
enum gh_status GH_MUST_USE db_copy_blob(struct db_rows *rows, int column, uint8_t *out, size_t len);

/* Transactions do not nest. db_begin takes SQLite's write lock at once. A failed commit is rolled back. */
enum gh_status GH_MUST_USE db_begin(struct db *db);
enum gh_status GH_MUST_USE db_commit(struct db *db);
void db_rollback(struct db *db); /* also without a transaction */
bool db_in_transaction(const struct db *db);
/* The connection is gone: close it and open another. */
bool db_lost(const struct db *db);
/* What to append to a SELECT that claims rows to work on: " FOR UPDATE SKIP LOCKED" or, with one writer, "". */
const char *db_row_lock(const struct db *db);
/* Names of drivers: "sqlite", "postgresql". */
const char *db_driver_name(const struct db *db);
/* The last error in the driver's words, for the log; without values of parameters. Never NULL. */
const char *db_error(const struct db *db);

/* Reads the version of the schema; 0 before the first migration. */
enum gh_status GH_MUST_USE db_schema_version(struct db *db, int64_t *version);
/* Brings the schema up to date, each step in a transaction of its own; several processes may try at once.
 * GH_UNSUPPORTED: the database was made by a newer version. *version gets the version reached. */
enum gh_status GH_MUST_USE db_migrate(struct db *db, int *version);

/* Connections shared by threads. */
struct db_pool;

/* readers: how many connections besides the writing one (PostgreSQL: readers + 1 in all, for either use). Opens the
 * writing one at once and migrates; the others when first wanted. error, of size bytes, gets the driver's words. */
enum gh_status GH_MUST_USE db_pool_open(const char *url, unsigned readers, struct db_pool **out, char *error,
                                        size_t size);
void db_pool_close(struct db_pool *pool); /* takes NULL; every connection must have been given back */
/* Waits for a free connection, up to wait_ms: GH_BUSY afterwards. GH_IO when a lost one can't be opened again. */
enum gh_status GH_MUST_USE db_pool_take(struct db_pool *pool, enum db_access access, int wait_ms, struct db **out);
/* Rolls back what was left open; closes a lost connection. Takes NULL. */
void db_pool_give(struct db_pool *pool, struct db *db);

#endif
