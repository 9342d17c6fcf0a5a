/* Moves a server from SQLite to PostgreSQL. */
#ifndef GH_SERVER_MOVE_COMMAND_H
#define GH_SERVER_MOVE_COMMAND_H

#include "base/tick.h"

/* Copies the SQLite database into the empty PostgreSQL database `target`, in one transaction, and commits when every
 * table has the same rows on both sides and the audit trail is as it was written. Says on standard error what goes on,
 * and on standard output what was done and what comes next. keys: the folder of keys. Returns the exit code: 0 done,
 * 3 nothing was changed. */
int move_command(const char *database, const char *target, const char *keys, tick now);

#endif
