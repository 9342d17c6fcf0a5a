/* Applications at the gate. */
#ifndef GH_KIOSK_DESK_WALK_UP_H
#define GH_KIOSK_DESK_WALK_UP_H

#include "desk/desk.h"

/* COMMAND_UNITS, COMMAND_WALK_UP, COMMAND_WALK_UPS, COMMAND_OPEN_WALK_UP. */
void desk_units(struct desk *desk, const struct desk_command *command);
void desk_submit_walk_up(struct desk *desk, const struct desk_command *command);
void desk_walk_ups(struct desk *desk, const struct desk_command *command);
void desk_open_walk_up(struct desk *desk, const struct desk_command *command);
/* COMMAND_EMERGENCY: lets in before an approval, where policy allows it. */
void desk_emergency(struct desk *desk, const struct desk_command *command);
/* Counts those that wait and those that are approved into *out. */
void desk_count_walk_ups(struct desk *desk, struct booth_status *out);

#endif
