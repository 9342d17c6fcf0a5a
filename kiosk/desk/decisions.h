/* The guard's decisions: on the scan on hand, and on entries of the log. */
#ifndef GH_KIOSK_DESK_DECISIONS_H
#define GH_KIOSK_DESK_DECISIONS_H

#include "desk/desk.h"

/* The commands of these names. Each decision is an entry that names the one it follows. */
void desk_holder(struct desk *desk, const struct desk_command *command);
void desk_admit(struct desk *desk, const struct desk_command *command);
void desk_refuse(struct desk *desk, const struct desk_command *command);
void desk_override(struct desk *desk, const struct desk_command *command);
void desk_take_back(struct desk *desk, const struct desk_command *command);
void desk_exit(struct desk *desk, const struct desk_command *command);

#endif
