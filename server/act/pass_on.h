/* Hands applications on that waited for a head who has left, by the campus directory (directory/apply.h). */
#ifndef GH_SERVER_ACT_PASS_ON_H
#define GH_SERVER_ACT_PASS_ON_H

#include "act/act.h"

/* Hands what waits for a head or deputy that has left to the new head, else to the first deputy: a step of the system
 * in the history, and a message to that person. Where the unit has neither, it waits until it has. Running it twice
 * does nothing twice. *passed gets the number of applications. */
enum gh_status GH_MUST_USE pass_on_departed(const struct act_context *context, int64_t *passed);

#endif
