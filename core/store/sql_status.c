/* What SQLite's and the system's codes mean to a caller. */
#include <errno.h>

#include "store/sql_internal.h"

enum gh_status sql_status_of_errno(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return GH_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
        return GH_READ_ONLY;
    case ENOENT:
    case ENOTDIR:
        return GH_NOT_FOUND;
    default:
        return GH_IO;
    }
}

enum gh_status sql_status_of(sqlite3 *db, int code)
{
    if (code == SQLITE_CONSTRAINT_COMMITHOOK)
        return GH_GONE; /* sql_watch_place() */
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return GH_OK;
    case SQLITE_FULL:
        return GH_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return GH_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return GH_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT: /* its time was up: sql_limit_statements() */
        return GH_BUSY;
    case SQLITE_NOMEM:
        return GH_NO_MEMORY;
    case SQLITE_CONSTRAINT:
        return GH_CONFLICT;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return db && sqlite3_system_errno(db) ? sql_status_of_errno(sqlite3_system_errno(db)) : GH_IO;
    default:
        return GH_IO;
    }
}
