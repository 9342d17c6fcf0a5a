/* Units of the university, for the form of a walk-up application. */
#ifndef GH_KIOSK_DESK_UNITS_H
#define GH_KIOSK_DESK_UNITS_H

#include "desk/desk.h"

/* COMMAND_UNITS: answers with the units that fit what was typed. */
void desk_units(struct desk *desk, const struct desk_command *command);

#endif
