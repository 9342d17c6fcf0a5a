/* Walk-up applications (core/wire/walk_up.h): made at a gate, opened and submitted here. */
#ifndef GH_SERVER_ACT_WALK_UP_H
#define GH_SERVER_ACT_WALK_UP_H

#include "act/box.h"
#include "wire/walk_up.h"

/* Name of the account that all walk-up applicants share. */
#define WALK_UP_ACCOUNT "walk-up"

/* Opens a new box and submits its application. An unusable one is refused at once and quarantined for reviewers, as
 * answer->reason says. GH_CONFLICT: its id or its link is in use. */
enum gh_status GH_MUST_USE walk_up_take(const struct act_context *context, const struct box_arrival *arrival,
                                        struct box_answer *answer);

#endif
