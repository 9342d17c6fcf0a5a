/* How far walk-up applications of this gate have come: what the journal and the replica say together. */
#ifndef GH_KIOSK_DESK_WALK_UP_ROWS_H
#define GH_KIOSK_DESK_WALK_UP_ROWS_H

#include "desk/desk.h"

/* Fills in the row of one application. The journal must be open. Store errors. */
enum gh_status GH_MUST_USE desk_read_walk_up(struct desk *desk, const struct box *w, struct walk_up_row *out);
/* Counts those that wait and those that are approved into *out. */
void desk_count_walk_ups(struct desk *desk, struct booth_status *out);

#endif
