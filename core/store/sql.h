/* One SQLite connection: statements with values, rows, transactions, migrations. Functions return statuses instead of
 * SQLite's codes.
 *
 * One store, one writer (docs/architecture.md#stores): a writer holds an advisory lock on PATH.lock as long as it is
 * open. Readers open the file read-only and never checkpoint. A connection belongs to one thread at a time.
 *
 *     struct sql_rows *rows;
 *     enum gh_status status = sql_query(sql, &rows, "SELECT a FROM b WHERE c = $1", DB_INT(1));
 *     while (!status && !(status = sql_next(rows)))
 *         use(sql_int(rows, 0));
 *     sql_end(rows);
 *     return status == GH_NOT_FOUND ? GH_OK : status;
 */
#ifndef GH_STORE_SQL_H
#define GH_STORE_SQL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "store/db_value.h"

struct sql;
/* The rows of one query, from sql_query() to sql_end(). */
struct sql_rows;

enum sql_mode {
    SQL_READ,
    SQL_WRITE,
    SQL_READ_ANY /* of any version: to salvage a damaged store */
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

/* SQL_WRITE creates and migrates. GH_BUSY: another process writes this store. GH_NOT_FOUND: no such folder, or no such
 * file to read. GH_UNSUPPORTED: made by a newer version. GH_CORRUPT, GH_READ_ONLY, GH_FULL, GH_IO. */
enum gh_status GH_MUST_USE sql_open(const char *path, const struct sql_schema *schema, enum sql_mode mode,
                                    struct sql **out);
/* Returns the version of SQLite, and whether it has the WAL-reset bug: with two writers, up to 3.51.2, it can lose
 * commits. */
const char *sql_version(void);
bool sql_has_reset_fault(void);
void sql_close(struct sql *sql); /* takes NULL; all rows must have ended */
/* Interrupts every later statement that computes for longer than ms: it ends with GH_BUSY. What its caller does between
 * two rows does not count, and scripts (migrations) have no limit. 0: no limit, as after sql_open(). */
void sql_limit_statements(struct sql *sql, int64_t ms);

/* Statements stay prepared until sql_close(), found again by their text. Parameters are $1, $2, ...: one value for
 * each, whose bytes are borrowed until the call returns. GH_MALFORMED: another number of values. GH_CONFLICT: a unique
 * or check rule refused; GH_BUSY: a lock, or its time was up; GH_GONE: sql_in_place(); GH_FULL, GH_READ_ONLY,
 * GH_CORRUPT, GH_IO. */

/* Runs a statement to its end and drops its rows:
 * sql_exec(sql, "DELETE FROM a WHERE b = $1 AND c = $2", DB_INT(1), DB_TEXT("x")). */
#define sql_exec(sql, ...) sql_exec_values(sql, DB_ARGUMENTS(__VA_ARGS__))
enum gh_status GH_MUST_USE sql_exec_values(struct sql *sql, const char *text, const struct db_value *values,
                                           size_t count);

/* Starts a query: *rows is to be ended, or NULL after an error. The first row comes with sql_next(). */
#define sql_query(sql, rows, ...) sql_query_values(sql, rows, DB_ARGUMENTS(__VA_ARGS__))
enum gh_status GH_MUST_USE sql_query_values(struct sql *sql, struct sql_rows **rows, const char *text,
                                            const struct db_value *values, size_t count);
/* GH_OK: a row is there to read. GH_NOT_FOUND: no more. After anything but GH_OK nothing is locked any more. */
enum gh_status GH_MUST_USE sql_next(struct sql_rows *rows);
void sql_end(struct sql_rows *rows); /* takes NULL */

/* sql_query() and its first row. GH_NOT_FOUND: there is none, and *rows is NULL, as after any error. */
#define sql_first(sql, rows, ...) sql_first_values(sql, rows, DB_ARGUMENTS(__VA_ARGS__))
enum gh_status GH_MUST_USE sql_first_values(struct sql *sql, struct sql_rows **rows, const char *text,
                                            const struct db_value *values, size_t count);
/* The integer in the first column of the first row. GH_NOT_FOUND: no row. */
#define sql_first_int(sql, out, ...) sql_first_int_values(sql, out, DB_ARGUMENTS(__VA_ARGS__))
enum gh_status GH_MUST_USE sql_first_int_values(struct sql *sql, int64_t *out, const char *text,
                                                const struct db_value *values, size_t count);
/* Whether there is a row. */
#define sql_exists(sql, out, ...) sql_exists_values(sql, out, DB_ARGUMENTS(__VA_ARGS__))
enum gh_status GH_MUST_USE sql_exists_values(struct sql *sql, bool *out, const char *text,
                                             const struct db_value *values, size_t count);

/* Makes one thing of a row. A failed call leaves *out untouched. */
typedef enum gh_status (*sql_reader)(struct sql_rows *row, void *out);
/* Reads the first row. GH_NOT_FOUND: no row; otherwise what the reader returns. */
#define sql_read_one(sql, read, out, ...) sql_read_one_values(sql, read, out, DB_ARGUMENTS(__VA_ARGS__))
enum gh_status GH_MUST_USE sql_read_one_values(struct sql *sql, sql_reader read, void *out, const char *text,
                                               const struct db_value *values, size_t count);

/* Where the rows of sql_read_all() go. */
struct sql_list {
    sql_reader read;
    void *items; /* max items of size bytes */
    size_t size, max;
    size_t *count;     /* gets the number of rows, also of those beyond max; untouched after an error */
    bool skip_corrupt; /* leaves out, uncounted, the rows that the reader finds GH_CORRUPT */
};
#define SQL_INTO(reader, array, limit, number)                                                                         \
    ((struct sql_list){.read = (reader), .items = (array), .size = sizeof *(array), .max = (limit), .count = (number)})
/* Reads the rows into a list: sql_read_all(sql, SQL_INTO(read_gate, gates, max, &count), "SELECT ..."). */
#define sql_read_all(sql, list, ...) sql_read_all_values(sql, list, DB_ARGUMENTS(__VA_ARGS__))
enum gh_status GH_MUST_USE sql_read_all_values(struct sql *sql, struct sql_list list, const char *text,
                                               const struct db_value *values, size_t count);

/* Columns of the row that sql_next() reached, counted from 0. Bytes are borrowed until the next sql_next() or
 * sql_end(). */
int64_t sql_int(struct sql_rows *row, int column);
bool sql_is_null(struct sql_rows *row, int column);
struct bytes sql_bytes(struct sql_rows *row, int column);
/* As it is stored: to copy a row of any types. */
struct db_value sql_value(struct sql_rows *row, int column);
/* Exactly len bytes; GH_CORRUPT for another size, NULL leaves zeros. */
enum gh_status GH_MUST_USE sql_copy_bytes(struct sql_rows *row, int column, uint8_t *out, size_t len);
/* A NUL-terminated copy; GH_CORRUPT when it does not fit. */
enum gh_status GH_MUST_USE sql_copy_text(struct sql_rows *row, int column, char *out, size_t size);

/* Writers take the lock at the beginning (BEGIN IMMEDIATE). A failed commit is rolled back. */
enum gh_status GH_MUST_USE sql_begin(struct sql *sql);
enum gh_status GH_MUST_USE sql_commit(struct sql *sql);
void sql_rollback(struct sql *sql);
/* The end of a transaction whose work came to status: commits after GH_OK, else rolls back and returns status. */
enum gh_status GH_MUST_USE sql_finish(struct sql *sql, enum gh_status status);

/* Empties the write-ahead log, so that what was deleted or replaced stands neither there nor in the file. While a
 * reader reads, the log stays until the next call. Returns whether it is empty. */
bool sql_empty_log(struct sql *sql);

/* Several statements without parameters or results. */
enum gh_status GH_MUST_USE sql_script(struct sql *sql, const char *script);
/* Rows that the last statement inserted, changed or deleted. */
int64_t sql_changes(struct sql *sql);
/* SQLite's words on the last error, without values; never NULL. Valid until the next call. */
const char *sql_error(struct sql *sql);
/* PRAGMA quick_check over the whole file, however large. */
enum gh_status GH_MUST_USE sql_check(struct sql *sql);
/* PRAGMA integrity_check: also that every index has just what its table has. Takes several times as long. */
enum gh_status GH_MUST_USE sql_check_indexes(struct sql *sql);

/* GH_OK: the files that are open stand under their names, none shorter than before. GH_GONE: one was deleted, moved,
 * replaced or cut. It stays so for this connection: no commit succeeds any more, and closing it leaves all files as
 * they are. Every commit checks this by itself, before and after. */
enum gh_status GH_MUST_USE sql_in_place(struct sql *sql);
/* Writes all that the connection knows into a new file, on disk when it returns GH_OK, also when its own files are
 * gone. GH_CORRUPT: what it knows is not whole. to: replaced when it exists. */
enum gh_status GH_MUST_USE sql_copy(struct sql *sql, const char *to);
/* Replaces the whole content of `to`, an open writer, by that of `from`, another one, in one commit. Rows of both must
 * have ended. `from` gets free pages where `to` is larger. Errors leave `to` as it was. */
enum gh_status GH_MUST_USE sql_copy_over(struct sql *from, struct sql *to);

/* Renames a store that is not open, with its -wal and -shm, to PATH.damaged-N for the first free N. */
enum gh_status GH_MUST_USE sql_set_aside(const char *path, char *new_path, size_t new_path_size);

#endif
