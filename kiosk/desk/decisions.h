/* The guard's decisions: on the scan on hand, and on entries of the log. */
#ifndef GH_KIOSK_DESK_DECISIONS_H
#define GH_KIOSK_DESK_DECISIONS_H

#include "desk/desk.h"

/* COMMAND_HOLDER: compares the end of an ID's number; the third wrong one makes the scan red. */
void desk_holder(struct desk *desk, const struct desk_command *command);
/* COMMAND_ADMIT, COMMAND_REFUSE, COMMAND_OVERRIDE: about the scan on hand. Each writes an entry that refers to the
 * scan's first one. */
void desk_admit(struct desk *desk, const struct desk_command *command);
void desk_refuse(struct desk *desk, const struct desk_command *command);
void desk_override(struct desk *desk, const struct desk_command *command);
/* COMMAND_TAKE_BACK, COMMAND_EXIT: about an admission of the log. Riders follow their vehicle. */
void desk_take_back(struct desk *desk, const struct desk_command *command);
void desk_exit(struct desk *desk, const struct desk_command *command);

#endif
