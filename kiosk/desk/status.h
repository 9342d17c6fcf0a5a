/* The booth's state, for the screen. */
#ifndef GH_KIOSK_DESK_STATUS_H
#define GH_KIOSK_DESK_STATUS_H

#include "desk/desk.h"

/* Sends DESK_STATUS. */
void desk_send_status(struct desk *desk);

#endif
