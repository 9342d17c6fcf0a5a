/* Pictures of vehicles for the office. */
#ifndef GH_KIOSK_DESK_CAR_PICTURE_H
#define GH_KIOSK_DESK_CAR_PICTURE_H

#include "desk/desk.h"

/* COMMAND_CAR_PICTURE. */
void desk_car_picture(struct desk *desk, const struct desk_command *command);

#endif
