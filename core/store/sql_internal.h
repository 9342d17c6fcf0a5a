/* What the source files of the SQL layer share: sql.c has the connection, sql_rows.c its statements. */
#ifndef GH_STORE_SQL_INTERNAL_H
#define GH_STORE_SQL_INTERNAL_H

#include <sqlite3.h>

#include "store/sql.h"

#define STATEMENTS_MAX 256

/* A prepared statement, which is also the rows that are read from it. */
struct sql_rows {
    struct sql *sql; /* owner */
    sqlite3_stmt *stmt;
    char *text;        /* owned; NULL: not kept, goes with its rows */
    const char *given; /* where the caller's text stood: most texts are literals, found fastest by their address */
    bool busy;         /* its rows are being read */
    int64_t spent_ns;  /* in SQLite, since it was started */
    uint8_t numbers;   /* the highest n of its parameters $n */
    uint8_t places[DB_PARAMETERS_MAX + 1]; /* SQLite's index of $n */
};

#define SQL_PATH_SIZE 1024

/* Which file stood under a name when it was opened, and the largest size that it has had since. */
struct sql_file {
    bool known;
    uint64_t device, inode;
    int64_t size;
};
/* The files of a store: PATH, PATH-wal, PATH-shm. */
enum { SQL_FILE_MAIN, SQL_FILE_LOG, SQL_FILE_INDEX, SQL_FILES };

struct sql {
    sqlite3 *db;
    int lock;            /* PATH.lock of a writer, or -1 */
    bool rival;          /* another process has the lock file that lies there now */
    int64_t patience_ns; /* of one statement; 0: without end */
    int64_t until_ns;    /* when the running step is interrupted; 0: never */
    char path[SQL_PATH_SIZE];
    struct sql_file files[SQL_FILES];
    bool gone; /* was found gone once: stays so */
    bool cut;  /* by being shorter */
    struct sql_rows statements[STATEMENTS_MAX];
    size_t count;
};

enum gh_status sql_status_of(sqlite3 *db, int code);
enum gh_status sql_status_of_errno(int error);
/* The same, where another writer may be the reason. */
enum gh_status sql_status(const struct sql *sql, int code);
/* Takes the lock of a writer: opens PATH.lock into *lock. GH_BUSY: another writer, even in the same process, has it. */
enum gh_status GH_MUST_USE sql_take_lock(const char *path, int *lock);
/* Notes which files the connection has open, and makes every commit check them. */
void sql_watch_place(struct sql *sql);
/* Notes that the writer itself has emptied its log, so that the log does not count as cut. */
void sql_log_emptied(struct sql *sql);
/* As sql_in_place(), for the files that a commit is written to. */
enum gh_status GH_MUST_USE sql_commit_in_place(struct sql *sql);
/* True when a file was found shorter than before: what it held may be lost. */
bool sql_was_cut(const struct sql *sql);
/* Finalises all statements that are kept. */
void sql_drop_statements(struct sql *sql);

#endif
