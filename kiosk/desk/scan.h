/* What is presented: codes, numbers and plates, one pass of several. */
#ifndef GH_KIOSK_DESK_SCAN_H
#define GH_KIOSK_DESK_SCAN_H

#include "desk/desk.h"

/* COMMAND_SCAN. */
void desk_scan(struct desk *desk, const struct desk_command *command);
/* COMMAND_NUMBER and COMMAND_PLATE. */
void desk_look_up(struct desk *desk, const struct desk_command *command);
/* COMMAND_CHOOSE: one of the candidates on screen. */
void desk_choose(struct desk *desk, const struct desk_command *command);
/* COMMAND_DISMISS. */
void desk_dismiss(struct desk *desk, const struct desk_command *command);

#endif
