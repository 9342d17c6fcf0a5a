/* The desk without its thread: synchronous, so that tests drive it step by step with a clock of their own. */
#ifndef GH_KIOSK_DESK_COMMANDS_H
#define GH_KIOSK_DESK_COMMANDS_H

#include "desk/desk.h"

/* How often the desk looks at the stores, sends a status and prunes without a command, in milliseconds. */
enum { DESK_TEND_MS = 1000, DESK_STATUS_MS = 30000, DESK_PRUNE_MS = 3600000 };

/* Prepares *desk (caller's memory). The first command, or the first desk_tend(), opens the stores. GH_IO: libsodium
 * does not start. */
enum gh_status GH_MUST_USE desk_init(struct desk *desk, const struct desk_options *options);
/* Closes the stores and wipes. */
void desk_destroy(struct desk *desk);
/* Tends the stores, ends a session that is over, and carries the command out. Answers are events. */
void desk_execute(struct desk *desk, const struct desk_command *command);
/* Does what is due without a command. */
void desk_tend(struct desk *desk);
/* Returns the command's name for the log: "scan", "sign-in", ... */
const char *desk_command_name(enum command_kind kind);
/* Returns how far a scan has come, for the log and scripts: "waiting", "admitted", ... */
const char *desk_scan_state_name(enum scan_state state);
/* True for a command that the kiosk gives by itself: nobody waits for an answer. */
bool desk_is_quiet(enum command_kind kind);

#endif
