/* From what was presented to the facts that a verdict rests on. */
#ifndef GH_KIOSK_DESK_FACTS_H
#define GH_KIOSK_DESK_FACTS_H

#include "desk/desk.h"
#include "people/plate.h"

/* Verifies a code and adds what the stores know of its pass. */
void desk_look_at_code(struct desk *desk, struct bytes text, struct subject *out);
/* Looks for a number or a plate as typed. Exactly one candidate is the pass. GH_MALFORMED: a typing error. */
enum gh_status GH_MUST_USE desk_look_up_number(struct desk *desk, const char *typed, struct subject *out);
enum gh_status GH_MUST_USE desk_look_up_plate(struct desk *desk, const char *typed, struct subject *out);
/* Returns whether a car is on campus that was let in without a pass. */
bool desk_is_stranger_inside(struct desk *desk, const struct plate *plate);
/* Looks up the passes of an application made here as if a number was typed: the guard compares the ID. Those that were
 * not let in yet come first. GH_NOT_FOUND: it has none. */
enum gh_status GH_MUST_USE desk_look_at_walk_up(struct desk *desk, const struct uuid *walk_up, struct subject *out);
/* Looks at one pass of the replica, presented as that. GH_NOT_FOUND and store errors. */
enum gh_status GH_MUST_USE desk_look_at_pass(struct desk *desk, const struct uuid *pass_id,
                                             enum presented_as presented_as, struct subject *out);

#endif
