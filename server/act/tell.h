/* What people are told, as messages for the outbox: Chinese first, a short English line after it. */
#ifndef GH_SERVER_ACT_TELL_H
#define GH_SERVER_ACT_TELL_H

#include "act/act.h"
#include "issue/pass.h"

/* The SMS with the link, to the holder of a new pass. replaced: it takes the place of an earlier one. */
enum gh_status GH_MUST_USE tell_pass(const struct act_context *context, const struct application *a,
                                     const struct campus *campus, const struct pass *pass, const struct person *person,
                                     const char *link, bool replaced);
/* That a pass counts no longer, to its holder. */
enum gh_status GH_MUST_USE tell_revoked(const struct act_context *context, const struct application *a,
                                        const struct pass *pass, const struct person *person);
/* That a visit is cancelled, to everybody who got a link. */
enum gh_status GH_MUST_USE tell_cancelled(const struct act_context *context, const struct application *a);
/* That something waits for a decision, to the unit's approvers (ROLE_UNIT_APPROVER) or the campus's officers
 * (ROLE_SECURITY_OFFICER). stage: of reminders; 0: the first word. */
enum gh_status GH_MUST_USE tell_deciders(const struct act_context *context, const struct application *a,
                                         enum account_role role, int stage);
/* That a guard let somebody in before the approval, to the campus's officers, who are to confirm it. */
enum gh_status GH_MUST_USE tell_emergency(const struct act_context *context, const struct application *a);
/* The new state, to the applicant. */
enum gh_status GH_MUST_USE tell_applicant(const struct act_context *context, const struct application *a);

#endif
