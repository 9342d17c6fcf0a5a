/* The applicant reminds those who can decide. */
#ifndef GH_SERVER_ACT_URGE_H
#define GH_SERVER_ACT_URGE_H

#include "act/act.h"
#include "act/tell.h"

#define URGE_EVERY TICK_HOUR /* between two reminders of one application */

enum urge_answer { URGE_NOT_POSSIBLE = 0, URGE_SENT, URGE_TOO_SOON, URGE_NOBODY_REACHED, URGE_ANSWER_COUNT };

/* Returns the first moment of the next reminder: now or earlier when one is possible. */
tick urge_from(const struct application *a);

/* Puts a message for each person who can decide into the outbox, and counts it in *sent. The stored time of the last
 * reminder is the throttle, so that it holds for all server processes. URGE_NOBODY_REACHED leaves it as it was.
 * GH_NOT_FOUND: the session may not see the application. GH_DENIED: it is not the applicant's. */
enum gh_status GH_MUST_USE act_urge(const struct act_context *context, const struct session *session,
                                    const struct uuid *id, enum urge_answer *answer, struct tell_sent *sent);

#endif
