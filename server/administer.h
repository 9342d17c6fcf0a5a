/* Commands on the database of a server that does not run: the first administrator, the end of a demo's accounts, and a
 * new lineage. */
#ifndef GH_SERVER_ADMINISTER_H
#define GH_SERVER_ADMINISTER_H

#include <stdbool.h>

#include "auth/password.h"
#include "base/tick.h"

/* Creates an administrator with a first password, and prints both to standard output. Says on standard error why it
 * failed, and returns false. */
bool administer_create(const char *database, struct password_gate *gate, const char *name, tick now);

/* Prints a new link to the first-run set-up page, in place of an older one. url: the server's public URL. Returns
 * false, and says why, where the database has accounts already. */
bool administer_setup_link(const char *database, const char *url);

/* Lifts the lock that wrong tries have brought on an account, or on an address and its network. Prints whether there
 * was one. keys: the folder of keys. Returns false, and says why, when it failed. */
bool administer_unlock(const char *database, const char *keys, const char *who, tick now);

/* Closes the accounts that still have the demo's published password (demo_data.h), and prints their names. Returns
 * false, and says why, when it failed. Without such accounts it only says so. */
bool administer_remove_demo(const char *database, struct password_gate *gate, tick now);

/* Begins a new lineage (records/lineage.h), so that every booth syncs from the beginning, and prints it. PostgreSQL:
 * the server may run. Returns false, and says why, when it failed. */
bool administer_new_lineage(const char *database, tick now);

#endif
