/* A thin layer over SQLite: one connection, prepared statements, transactions, migrations. Statuses instead of SQLite's
 * codes.
 *
 * One store, one writer (docs/architecture.md#stores): a writer holds an advisory lock on PATH.lock as long as it is
 * open; readers open the file read-only and never checkpoint. Not thread-safe: a connection belongs to one thread. */
#ifndef GH_STORE_SQL_H
#define GH_STORE_SQL_H

#include <stdbool.h>

#include "base/bytes.h"

struct sql;
struct sql_statement;

enum sql_mode {
    SQL_READ,
    SQL_WRITE,
    SQL_READ_ANY /* of any version: to salvage what is there */
};
enum sql_sync { SQL_SYNC_NORMAL, SQL_SYNC_FULL };

/* Migration n brings a store from user_version n to n + 1; each runs in a transaction of its own. */
struct sql_schema {
    const char *const *migrations; /* SQL scripts */
    int count;
    enum sql_sync sync;
    /* PRAGMA quick_check on opening to write, for files of at most this many bytes; larger ones are checked by
     * sql_check() on demand (a million passes take seconds, and a gate must open at once). */
    int64_t check_below;
};

/* SQL_WRITE creates and migrates. GH_BUSY: another process writes this store. GH_NOT_FOUND: to be read, and no such
 * file. GH_UNSUPPORTED: made by a newer version. GH_CORRUPT, GH_READ_ONLY, GH_FULL, GH_IO. */
enum gh_status GH_MUST_USE sql_open(const char *path, const struct sql_schema *schema, enum sql_mode mode,
                                    struct sql **out);
void sql_close(struct sql *sql); /* takes NULL; finalises every statement that sql_prepare gave */

/* Statement text must outlive the connection (a literal). The same text gives the same statement, reset and unbound;
 * it stays valid until sql_close. */
enum gh_status GH_MUST_USE sql_prepare(struct sql *sql, const char *text, struct sql_statement **out);

/* Parameters count from 1. Bytes are borrowed until the statement is reset or finished. */
void sql_bind_int(struct sql_statement *s, int index, int64_t value);
void sql_bind_bytes(struct sql_statement *s, int index, struct bytes value);
void sql_bind_bytes_or_null(struct sql_statement *s, int index, struct bytes value); /* all zero: NULL */
void sql_bind_text(struct sql_statement *s, int index, const char *value);

/* *row tells whether a row is there to read. After the last row, or an error, the statement is reset. */
enum gh_status GH_MUST_USE sql_step(struct sql_statement *s, bool *row);
/* For statements that give no rows. */
enum gh_status GH_MUST_USE sql_run(struct sql_statement *s);
void sql_reset(struct sql_statement *s); /* ends a read before its last row */

/* Columns count from 0. */
int64_t sql_int(struct sql_statement *s, int column);
bool sql_is_null(struct sql_statement *s, int column);
struct bytes sql_bytes(struct sql_statement *s, int column); /* borrowed until the next step */
/* Exactly len bytes; GH_CORRUPT for another size, NULL leaves zeros. */
enum gh_status GH_MUST_USE sql_copy_bytes(struct sql_statement *s, int column, uint8_t *out, size_t len);
/* A NUL-terminated copy; GH_CORRUPT when it does not fit. */
enum gh_status GH_MUST_USE sql_copy_text(struct sql_statement *s, int column, char *out, size_t size);

/* Writers take the lock at the beginning (BEGIN IMMEDIATE). A failed commit is rolled back. */
enum gh_status GH_MUST_USE sql_begin(struct sql *sql);
enum gh_status GH_MUST_USE sql_commit(struct sql *sql);
void sql_rollback(struct sql *sql);

int64_t sql_changes(struct sql *sql);
/* One statement that gives one integer, such as a PRAGMA. */
enum gh_status GH_MUST_USE sql_query_int(struct sql *sql, const char *text, int64_t *out);
/* PRAGMA quick_check over the whole file, however large. */
enum gh_status GH_MUST_USE sql_check(struct sql *sql);
/* PRAGMA integrity_check: also that every index has just what its table has. Takes several times as long. */
enum gh_status GH_MUST_USE sql_check_indexes(struct sql *sql);

/* Renames a store that is not open, with its -wal and -shm, to PATH.damaged-N for the first free N. */
enum gh_status GH_MUST_USE sql_set_aside(const char *path, char *new_path, size_t new_path_size);

#endif
