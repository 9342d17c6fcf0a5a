/* Applications made at a gate (core/wire/walk_up.h): opened, submitted for whoever stands there, and their states told
 * back to the booth that they came from.
 *
 * Each is settled by itself, in a transaction of its own. One that can't be used is refused at once and kept aside, for
 * reviewers; the same one again changes nothing. */
#ifndef GH_SERVER_ACT_WALK_UP_H
#define GH_SERVER_ACT_WALK_UP_H

#include "act/act.h"
#include "devices/device.h"
#include "wire/walk_up.h"

#define WALK_UPS_MAX 32 /* lines in a request */
#define WALK_UP_ACCOUNT "walk-up"

struct walk_up_settled {
    struct uuid id;
    enum walk_up_reason reason; /* WALK_UP_BY_PEOPLE: taken */
};

/* body: lines of core/wire/walk_up.h, each ended by a newline. out holds WALK_UPS_MAX. GH_TOO_LONG for more lines,
 * GH_MALFORMED for a last line that is cut off; what was settled before an error stays settled. A line that can't be
 * read at all is kept aside and not in out: it has no id. */
enum gh_status GH_MUST_USE walk_ups_take(const struct act_context *context, const struct device *device,
                                         struct bytes body, struct walk_up_settled *out, size_t *count);

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
