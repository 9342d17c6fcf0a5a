/* An application as the JSON interface shows it to one person: what they may see, and what they may do. */
#ifndef GH_SERVER_HTTP_APPLICATION_REPLY_H
#define GH_SERVER_HTTP_APPLICATION_REPLY_H

#include "act/act.h"
#include "http/reply.h"
#include "records/audit.h"

enum gh_status application_reply(struct request *rq, struct reply *reply, int status, const struct application *a);
/* One of its passes, as the office sees it. */
enum gh_status pass_reply(struct request *rq, struct reply *reply, const struct uuid *pass);
/* The answer to an action that was refused, with what is wrong field by field. */
enum gh_status application_refusal(struct request *rq, struct reply *reply, enum problem problem,
                                   const struct field_errors *errors);
/* Returns the actions that these roles may take, as bits of enum flow_action. */
uint32_t application_actions_of(const struct application *a, unsigned roles);
/* A new reference: [{path, code, message}]. */
json_t *field_errors_json(struct request *rq, const struct field_errors *errors);
/* What act_perform needs, for this request. */
struct act_context act_context_of(const struct request *rq);
/* What audited changes need, for this request. */
struct audit_act audit_act_of(const struct request *rq);

#endif
