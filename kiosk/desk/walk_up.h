/* Walk-up applications: submitted, listed, opened. */
#ifndef GH_KIOSK_DESK_WALK_UP_H
#define GH_KIOSK_DESK_WALK_UP_H

#include "desk/desk.h"

/* COMMAND_WALK_UP: seals the form and writes it to the journal. A person who applied before gets the earlier number. */
void desk_submit_walk_up(struct desk *desk, const struct desk_command *command);
/* COMMAND_WALK_UPS: answers with the newest applications and how far they have come. */
void desk_walk_ups(struct desk *desk, const struct desk_command *command);
/* COMMAND_OPEN_WALK_UP: shows the passes of an approved one, as if looked up by hand. */
void desk_open_walk_up(struct desk *desk, const struct desk_command *command);

#endif
