/* The command that checks the audit trail. */
#ifndef GH_SERVER_AUDIT_COMMAND_H
#define GH_SERVER_AUDIT_COMMAND_H

/* Checks the whole trail of a database, also while servers run, and prints what it finds. keys: the folder of keys.
 * head: "ENTRY:HASH" of a head from the log, which must be part of the trail; NULL for none. Returns the exit code: 0
 * all is as it was written, 1 something is not, 2 head has another form, 3 it can't be checked. */
int audit_command_verify(const char *database, const char *keys, const char *head);

#endif
