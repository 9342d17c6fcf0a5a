/* A car before the vehicle camera. */
#ifndef GH_KIOSK_DESK_CAR_H
#define GH_KIOSK_DESK_CAR_H

#include "desk/desk.h"

/* COMMAND_CAR. */
void desk_car(struct desk *desk, const struct desk_command *command);

#endif
