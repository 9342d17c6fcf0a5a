/* Messages to people, put into the outbox: Chinese first, then a short English line. */
#ifndef GH_SERVER_ACT_TELL_H
#define GH_SERVER_ACT_TELL_H

#include "act/act.h"
#include "issue/pass.h"

/* Sends the link of a new pass to its holder by SMS. replaced: the pass replaces an earlier one. */
enum gh_status GH_MUST_USE tell_pass(const struct act_context *context, const struct application *a,
                                     const struct campus *campus, const struct pass *pass, const struct person *person,
                                     const char *link, bool replaced);
/* Tells the holder by SMS that a pass was revoked. */
enum gh_status GH_MUST_USE tell_revoked(const struct act_context *context, const struct application *a,
                                        const struct pass *pass, const struct person *person);
/* Tells every entrant by SMS that the visit is cancelled. */
enum gh_status GH_MUST_USE tell_cancelled(const struct act_context *context, const struct application *a);
/* Tells the unit's approvers (ROLE_UNIT_APPROVER) or the campus's officers (ROLE_SECURITY_OFFICER) that an
 * application awaits their decision. stage counts reminders; 0 is the first message. */
enum gh_status GH_MUST_USE tell_deciders(const struct act_context *context, const struct application *a,
                                         enum account_role role, int stage);
/* Asks the campus's officers to confirm an emergency admission. */
enum gh_status GH_MUST_USE tell_emergency(const struct act_context *context, const struct application *a);
/* Tells the applicant the new state of the application. */
enum gh_status GH_MUST_USE tell_applicant(const struct act_context *context, const struct application *a);

#endif
