/* Functions of act.c that other files of this folder use. */
#ifndef GH_SERVER_ACT_ACT_INTERNAL_H
#define GH_SERVER_ACT_ACT_INTERNAL_H

#include "act/act.h"

/* Stores *a as a new draft of the session's account, under the id that *a has, and submits it. The caller holds a
 * transaction and must roll it back unless result->answer is FLOW_ALLOWED. *a becomes the stored application. given:
 * the consent that is recorded. */
enum gh_status GH_MUST_USE act_submit_new(const struct act_context *context, const struct session *session,
                                          struct application *a, const struct consent_given *given,
                                          struct act_result *result);

/* Stores *a as a new draft with a first entry of its history. The caller holds a transaction. */
enum gh_status GH_MUST_USE act_insert(const struct act_context *context, const struct session *session,
                                      struct application *a);

/* Returns GH_FULL and sets result->limit when the applicant has no room for *a. The caller holds a transaction. */
enum gh_status GH_MUST_USE act_keep_limits(struct db *db, const struct application *a, struct act_result *result);

#endif
