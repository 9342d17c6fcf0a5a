/* The audit trail as the command line has it: checked, and sent to a collector. */
#ifndef GH_SERVER_AUDIT_COMMAND_H
#define GH_SERVER_AUDIT_COMMAND_H

#include "notify/audit_ship.h"
#include "vault/vault.h"

/* Checks the whole trail of a database, also while servers run, and prints what it finds. keys: the folder of keys.
 * head: "ENTRY:HASH" of a head from the log, which must be part of the trail; NULL for none. Returns the exit code: 0
 * all is as it was written, 1 something is not, 2 head has another form, 3 it can't be checked. */
int audit_command_verify(const char *database, const char *keys, const char *head);

/* As audit_command_verify(), of a database that is open, also within a transaction. */
int audit_command_verify_open(struct db *db, const struct vault *vault);

/* Starts sending the trail to "HOST:PORT", with the certificate authorities of a file; a target NULL starts nothing.
 * The caller stops *out. Returns false, and says why, when the target is not good. */
bool audit_command_ship(const char *target, const char *ca_file, struct db_pool *pool, const struct os_log *log,
                        struct audit_ship **out);

#endif
