/* What the booth is set to. */
#ifndef GH_KIOSK_DESK_BOOTH_H
#define GH_KIOSK_DESK_BOOTH_H

#include "desk/desk.h"

/* COMMAND_DIRECTION. */
void desk_set_direction(struct desk *desk, const struct desk_command *command);
/* COMMAND_UNATTENDED. */
void desk_set_unattended(struct desk *desk, const struct desk_command *command);
/* COMMAND_REFRESH. */
void desk_refresh(struct desk *desk, const struct desk_command *command);
/* COMMAND_SERVER_TIME. */
void desk_take_server_time(struct desk *desk, const struct desk_command *command);
/* COMMAND_KEYS: what was read with the old keys, or without any, is read anew. */
void desk_take_keys(struct desk *desk, const struct desk_command *command);

#endif
