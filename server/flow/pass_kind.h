/* Kinds of pass that can be applied for, with their limits: the policy as one table. */
#ifndef GH_SERVER_FLOW_PASS_KIND_H
#define GH_SERVER_FLOW_PASS_KIND_H

#include "base/status.h"
#include "base/tick.h"
#include "token/claims.h"

struct pass_kind_policy {
    const char *name;    /* stable identifier: "visit" */
    const char *label;   /* English source text for people */
    enum pass_uses uses; /* of one period */
    int period_days_max; /* local days that one period may touch */
    int ahead_days_max;  /* how far ahead its last period may end */
    int periods_max, persons_max, vehicles_max;
};

/* Ends after *count. */
const struct pass_kind_policy *pass_kinds(size_t *count);
/* NULL for another name. */
const struct pass_kind_policy *pass_kind_find(const char *name);

#endif
