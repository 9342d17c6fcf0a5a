/* A visitor withdraws the consent to the handling of personal data, on the own pass page. */
#ifndef GH_SERVER_ACT_WITHDRAWAL_H
#define GH_SERVER_ACT_WITHDRAWAL_H

#include "act/act.h"
#include "issue/visit_link.h"

/* Revokes the visitor's passes that have not ended, and those of a car in which nobody else comes; refuses the visitor
 * in the application, so that nothing gives a new pass; marks the consents; tells applicant and security office;
 * audits. One transaction. A repetition changes nothing. GH_NOT_FOUND: the link is not a person's. */
enum gh_status GH_MUST_USE act_withdraw_consent(const struct act_context *context, const struct visit *visit);
/* The same for a walk-up application as a whole, whose applicant has no account: withdraws it, or cancels it and
 * revokes its passes once it is approved; marks the consents of all its people; tells the security office; audits. A
 * repetition changes nothing. GH_ROLLBACK: somebody decided at the same moment. GH_NOT_FOUND: no such application. */
enum gh_status GH_MUST_USE act_withdraw_walk_up(const struct act_context *context, const struct uuid *application);

#endif
