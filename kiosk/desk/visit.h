/* A vehicle and who is in it: the riders of its visit, and the entries that they get with it. */
#ifndef GH_KIOSK_DESK_VISIT_H
#define GH_KIOSK_DESK_VISIT_H

#include "desk/desk.h"

/* Turns the scan of a rider into that of the vehicle, at a lane and when both may pass. */
void desk_bring_up_car(struct desk *desk);
/* Fills in who is in the vehicle on hand, and whether the guard confirms the riders. Does nothing for anything else. */
void desk_show_riders(struct desk *desk);
/* Adds somebody who shows a code beside the vehicle, as one who goes with it. False: there is no room; else *at is the
 * place in the list. */
bool desk_join_rider(struct desk *desk, const struct subject *seen, size_t *at);
/* Takes what a code, or the number under it, says of rider i. */
void desk_take_rider_code(struct desk *desk, size_t i, const struct subject *seen);
/* Writes the entry about the scan on hand, and one for each rider that is marked, all or none. Fills in *entry. */
enum gh_status GH_MUST_USE desk_append_visit(struct desk *desk, struct entry *entry);

#endif
