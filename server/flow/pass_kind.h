/* Kinds of pass that people can apply for, with their limits, as one table. */
#ifndef GH_SERVER_FLOW_PASS_KIND_H
#define GH_SERVER_FLOW_PASS_KIND_H

#include "base/status.h"
#include "base/tick.h"
#include "token/claims.h"

struct pass_kind_policy {
    const char *name;    /* stable identifier: "visit" */
    const char *label;   /* English source text for people */
    enum pass_uses uses; /* uses in one period */
    int period_days_max; /* local days that one period may touch */
    int ahead_days_max;  /* days ahead within which the last period must end */
    int periods_max, persons_max, vehicles_max;
};

/* Returns the table and its number of rows. */
const struct pass_kind_policy *pass_kinds(size_t *count);
/* Returns the kind with this name, or NULL. */
const struct pass_kind_policy *pass_kind_find(const char *name);

#endif
