/* Applications made at a gate (core/wire/walk_up.h): opens and submits them, and tells their states to the booth that
 * they came from. */
#ifndef GH_SERVER_ACT_WALK_UP_H
#define GH_SERVER_ACT_WALK_UP_H

#include "act/box.h"
#include "wire/walk_up.h"

#define WALK_UP_ACCOUNT "walk-up"

/* Opens a box that is new and submits what is in it. One that can't be used is refused at once and quarantined for
 * reviewers: answer->reason says why. GH_CONFLICT: its id or its link belongs to another. */
enum gh_status GH_MUST_USE walk_up_take(const struct act_context *context, const struct box_arrival *arrival,
                                        struct box_answer *answer);

/* After a change of state, in its transaction: what the booth is told. */
enum gh_status GH_MUST_USE walk_up_follow(struct db *db, const struct application *a, tick now);

/* What the applicant's page shows. */
struct walk_up_view {
    int64_t number;
    enum walk_up_state state;
    enum walk_up_reason reason;
    tick at, state_at;
    struct uuid id;
};
/* GH_NOT_FOUND: no such link. */
enum gh_status GH_MUST_USE walk_up_by_link(struct db *db, const struct vault *vault, struct bytes link,
                                           struct walk_up_view *out);

#endif
