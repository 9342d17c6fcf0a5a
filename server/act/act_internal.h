/* What act.c lends to the other files of this folder. */
#ifndef GH_SERVER_ACT_ACT_INTERNAL_H
#define GH_SERVER_ACT_ACT_INTERNAL_H

#include "act/act.h"

/* Stores a as a new draft of the session's account, under its own id, and submits it: both inside the caller's
 * transaction, which is to be rolled back unless result->answer is FLOW_ALLOWED. *a becomes what stands. */
enum gh_status GH_MUST_USE act_submit_new(const struct act_context *context, const struct session *session,
                                          struct application *a, struct act_result *result);

#endif
