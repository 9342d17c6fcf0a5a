/* A plate that is hard to read: the expected vehicles that come near what the guard has typed. */
#ifndef GH_KIOSK_DESK_NEAR_H
#define GH_KIOSK_DESK_NEAR_H

#include "desk/desk.h"

/* COMMAND_NEAR. */
void desk_near(struct desk *desk, const struct desk_command *command);

#endif
