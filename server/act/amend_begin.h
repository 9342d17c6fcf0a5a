/* Begins an amendment of an approved application. */
#ifndef GH_SERVER_ACT_AMEND_BEGIN_H
#define GH_SERVER_ACT_AMEND_BEGIN_H

#include "act/act.h"

/* Creates the draft of an amendment with the approved content, or loads the draft that there is. The caller frees *out.
 * GH_NOT_FOUND: the session may not see the application. result->answer says why nothing was begun. */
enum gh_status GH_MUST_USE act_amend(const struct act_context *context, const struct session *session,
                                     const struct uuid *id, struct act_result *result, struct application *out);

#endif
