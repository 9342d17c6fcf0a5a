/* The log as the screen asks for it. */
#ifndef GH_KIOSK_DESK_LOG_H
#define GH_KIOSK_DESK_LOG_H

#include "desk/desk.h"

/* COMMAND_LOG. */
void desk_log(struct desk *desk, const struct desk_command *command);

#endif
