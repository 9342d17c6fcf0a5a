/* Applications made at a gate (core/wire/walk_up.h), opened and submitted. */
#ifndef GH_SERVER_ACT_WALK_UP_H
#define GH_SERVER_ACT_WALK_UP_H

#include "act/box.h"
#include "wire/walk_up.h"

#define WALK_UP_ACCOUNT "walk-up"

/* Opens a box that is new and submits what is in it. One that can't be used is refused at once and quarantined for
 * reviewers: answer->reason says why. GH_CONFLICT: its id or its link belongs to another. */
enum gh_status GH_MUST_USE walk_up_take(const struct act_context *context, const struct box_arrival *arrival,
                                        struct box_answer *answer);

#endif
