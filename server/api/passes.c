/* The endpoint with the office's actions on a single pass. */
#include "act/pass_act.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "base/catalog.h"
#include "records/fields.h"

static enum problem problem_of(enum gh_status status)
{
    return status == GH_MALFORMED  ? PROBLEM_REMARK_MISSING
           : status == GH_CONFLICT ? PROBLEM_NOT_POSSIBLE
           : status == GH_DENIED   ? PROBLEM_OVER
                                   : problem_of_status(status);
}

enum gh_status pass_action_post(struct request *rq, struct reply *reply)
{
    struct field_errors errors = {0};
    struct act_context context = act_context_of(rq);
    struct uuid id;
    struct pass after;
    enum pass_action action = PASS_BLOCK;
    char word[16] = "", reason[PASS_REASON_SIZE] = "";
    fields_text(rq->json, "action", "action", word, sizeof word, &errors);
    fields_text(rq->json, "reason", "reason", reason, sizeof reason, &errors);
    if (errors.count == 0 && pass_action_from_name(word, &action))
        pass_action_unknown(&errors, "action");
    if (errors.count > 0)
        return reply_problem(rq, reply, PROBLEM_INVALID, field_errors_json(rq, &errors));
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = pass_act(&context, rq->session, &id, action, reason, &after);
    if (status)
        return reply_problem(rq, reply, problem_of(status), NULL);
    return pass_reply(rq, reply, &after.id);
}
