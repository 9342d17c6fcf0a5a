/* Copies a whole SQLite database into an empty PostgreSQL database, table by table, in one transaction of the latter.
 * The tables and their columns come from the catalogues of both, so that no table can be left out. A sum of hashes over
 * all columns tells whether two tables hold the same rows. */
#ifndef GH_SERVER_DB_COPY_H
#define GH_SERVER_DB_COPY_H

#include "db/db.h"

#define DB_NAME_SIZE 64 /* PostgreSQL's limit, with NUL */
#define DB_COLUMNS_MAX 64
#define DB_TABLES_MAX 256
#define DB_SUM_LEN 32
#define DB_FAULT_SIZE 320

struct db_column {
    char name[DB_NAME_SIZE];
    enum db_type type;
};

struct db_table {
    char name[DB_NAME_SIZE];
    size_t count;
    struct db_column columns[DB_COLUMNS_MAX]; /* by name */
};

struct db_tables {
    struct db_table *items; /* owned */
    size_t count;
};

/* What a table holds, whatever the order of its rows. */
struct db_tally {
    int64_t rows;
    uint8_t sum[DB_SUM_LEN]; /* of the BLAKE2b-256 hashes of all rows, modulo 2^256 */
};

/* Called for each row. */
struct db_progress {
    void (*row)(void *context, const char *table, int64_t rows);
    void *context;
};

/* Prepares both databases, in the caller's transaction on `to`: refuses a target that has tables or another encoding
 * than UTF-8, makes the schema there with all migrations, and lifts the limits on the time of statements, on `from`
 * until it is closed. *tables: those of both, each after the tables that it refers to; the caller frees it with
 * db_tables_free(). fault gets what is wrong, in English. GH_UNSUPPORTED: not these kinds of database, another version
 * of the schema, tables that differ. GH_CONFLICT: the target is not empty. */
enum gh_status GH_MUST_USE db_copy_prepare(struct db *from, struct db *to, struct db_tables *tables,
                                           char fault[static DB_FAULT_SIZE]);
void db_tables_free(struct db_tables *tables);

/* Copies the rows of one table. *tally: what was read. GH_MALFORMED: a value of another type than its column, or a text
 * that is not UTF-8 without NUL; fault names its place. Other errors as db_query(). */
enum gh_status GH_MUST_USE db_copy_table(struct db *from, struct db *to, const struct db_table *table,
                                         const struct db_progress *progress, struct db_tally *tally,
                                         char fault[static DB_FAULT_SIZE]);
/* Reads a table again. Errors as db_copy_table(). */
enum gh_status GH_MUST_USE db_tally_table(struct db *db, const struct db_table *table,
                                          const struct db_progress *progress, struct db_tally *tally,
                                          char fault[static DB_FAULT_SIZE]);
bool db_tally_equal(const struct db_tally *a, const struct db_tally *b);
/* Renews the statistics that PostgreSQL plans with. */
enum gh_status GH_MUST_USE db_copy_finish(struct db *to, const struct db_tables *tables);

#endif
