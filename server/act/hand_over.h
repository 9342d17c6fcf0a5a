/* An approver or officer hands an application to a colleague, who is told alone from then on. The others can still
 * decide: a hand-over moves attention, not rights. */
#ifndef GH_SERVER_ACT_HAND_OVER_H
#define GH_SERVER_ACT_HAND_OVER_H

#include "act/act.h"
#include "act/deciders.h"

/* Loads those to whom an account can hand an application: everybody else who can decide at its step, deputies
 * included. Nobody when no decision is due. The caller wipes *out with deciders_wipe(). */
enum gh_status GH_MUST_USE hand_over_colleagues(const struct act_context *context, const struct application *a,
                                                int64_t account, struct deciders *out);
/* Hands *a to `colleague`, without storing it. GH_MALFORMED: not one of hand_over_colleagues(), as *errors says. */
enum gh_status GH_MUST_USE hand_over_to(const struct act_context *context, struct application *a, int64_t account,
                                        int64_t colleague, struct field_errors *errors);

#endif
