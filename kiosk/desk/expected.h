/* The vehicles that are expected today, by their plates. */
#ifndef GH_KIOSK_DESK_EXPECTED_H
#define GH_KIOSK_DESK_EXPECTED_H

#include "desk/desk.h"

/* Reads the day's plates into desk->expected, unless they are there already. GH_NO_MEMORY and store errors: none. The
 * replica must be open. */
enum gh_status GH_MUST_USE desk_read_expected(struct desk *desk);
/* Wipes them. */
void desk_forget_expected(struct desk *desk);

#endif
