/* What a new password must satisfy, wherever one is chosen. */
#ifndef GH_SERVER_API_PASSWORD_RULES_H
#define GH_SERVER_API_PASSWORD_RULES_H

#include "accounts/setup_plan.h"
#include "auth/password.h"
#include "http/request.h"

/* Judges a password by its owner's data, the names that this server has, and the file of breached passwords. */
enum gh_status GH_MUST_USE password_rules_judge(struct request *rq, struct db *db, const char *password,
                                                const struct password_owner *owner, enum password_fault *fault);
/* As above while the names still stand in a set-up plan. */
enum gh_status GH_MUST_USE password_rules_judge_plan(struct request *rq, const struct setup_plan *plan,
                                                     const char *password, const struct password_owner *owner,
                                                     enum password_fault *fault);
/* Returns the English source text for a fault. */
const char *password_rules_message(enum password_fault fault);

#endif
