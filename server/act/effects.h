/* Effects of a transition, in its transaction: passes, proposals, messages. */
#ifndef GH_SERVER_ACT_EFFECTS_H
#define GH_SERVER_ACT_EFFECTS_H

#include "act/act.h"

/* What the effects of a transition need. `actor` is the name of the person who acted, "" for the system; `remark` is
 * what that person wrote. */
struct effects_of {
    const struct application *before, *after;
    const struct campus *campus;
    const char *actor, *remark;
};

/* Runs effects, bits of enum flow_effect. GH_UNKNOWN_KEY: passes are due and context has no issuer. */
enum gh_status GH_MUST_USE effects_run(const struct act_context *context, unsigned effects,
                                       const struct effects_of *of);
/* Sets *came to whether any pass of the application was used at a gate. */
enum gh_status GH_MUST_USE effects_somebody_came(struct db *db, const struct uuid *application, bool *came);

#endif
