/* Beside a vehicle: codes of its riders and of others, and the marks of who goes with it. */
#ifndef GH_KIOSK_DESK_BESIDE_H
#define GH_KIOSK_DESK_BESIDE_H

#include "desk/desk.h"

/* Takes a code that is shown while the guard says who is in a vehicle. False: it has nothing to do with that. */
bool desk_join(struct desk *desk, const struct subject *seen);
/* COMMAND_MARK. */
void desk_mark(struct desk *desk, const struct desk_command *command);
/* COMMAND_ON_FOOT. */
void desk_on_foot(struct desk *desk, const struct desk_command *command);

#endif
