/* Roll calls at this booth: guards look at the list, tick people, start one, and end it. */
#ifndef GH_KIOSK_DESK_ROLL_CALL_H
#define GH_KIOSK_DESK_ROLL_CALL_H

#include "desk/desk.h"

/* COMMAND_ROLL_CALL: answers with a part of the list. */
void desk_roll_call(struct desk *desk, const struct desk_command *command);
/* COMMAND_ROLL_START: writes the list of who is inside and its boxes. Does nothing where one runs. */
void desk_roll_start(struct desk *desk, const struct desk_command *command);
/* COMMAND_ROLL_END: notes the end and writes its box. Does nothing where none runs. */
void desk_roll_end(struct desk *desk, const struct desk_command *command);
/* COMMAND_ROLL_TICK: writes the tick and its box. GH_DENIED: the tick to take back is not of this booth. */
void desk_roll_tick(struct desk *desk, const struct desk_command *command);

#endif
