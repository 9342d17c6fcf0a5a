/* Messages to visitors about their passes, in Chinese or English (flow/visitor_text.h), and to hosts about visitors. */
#ifndef GH_SERVER_ACT_TELL_VISITOR_H
#define GH_SERVER_ACT_TELL_VISITOR_H

#include "act/act.h"
#include "issue/pass.h"
#include "wire/record.h"

/* Sends the link of an entrant's page to the person by SMS: one message for all periods of the application. first: a
 * pass of the person, under which the message is listed. replaced: the link takes the place of an earlier one. */
enum gh_status GH_MUST_USE tell_link(const struct act_context *context, const struct application *a,
                                     const struct campus *campus, const struct uuid *first, const struct person *person,
                                     const char *link, bool replaced);
/* Tells the holder by SMS that a pass was revoked. */
enum gh_status GH_MUST_USE tell_revoked(const struct act_context *context, const struct application *a,
                                        const struct campus *campus, const struct pass *pass,
                                        const struct person *person);
/* Tells a person by SMS that an amendment dropped all passes of the application. */
enum gh_status GH_MUST_USE tell_dropped(const struct act_context *context, const struct application *a,
                                        const struct campus *campus, const struct person *person);
/* Tells every entrant by SMS that the visit is cancelled. */
enum gh_status GH_MUST_USE tell_cancelled(const struct act_context *context, const struct application *a,
                                          const struct campus *campus);
/* Tells every entrant of a walk-up by SMS that a person refused it, and why. */
enum gh_status GH_MUST_USE tell_refused(const struct act_context *context, const struct application *a,
                                        const struct campus *campus, const char *remark);
/* Tells every entrant with a valid mobile number that a walk-up was refused on arrival. The application is not stored:
 * its campus and its persons count. closed: because of a closed day. Call inside a transaction. */
enum gh_status GH_MUST_USE tell_refused_on_arrival(const struct act_context *context, const struct application *a,
                                                   const struct campus *campus, enum walk_up_reason reason,
                                                   bool closed);
/* Tells every entrant of a walk-up that nobody decided on it in time. */
enum gh_status GH_MUST_USE tell_lapsed(const struct act_context *context, const struct application *a,
                                       const struct campus *campus);
/* Tells the entrants of an approved walk-up who were refused one by one, and why. */
enum gh_status GH_MUST_USE tell_left_out(const struct act_context *context, const struct application *a,
                                         const struct campus *campus);

#endif
