/* Lets a walk-up applicant in before the approval. */
#ifndef GH_KIOSK_DESK_EMERGENCY_H
#define GH_KIOSK_DESK_EMERGENCY_H

#include "desk/desk.h"

/* COMMAND_EMERGENCY, where the policy allows it: writes an override with a sealed box for the security office. */
void desk_emergency(struct desk *desk, const struct desk_command *command);

#endif
