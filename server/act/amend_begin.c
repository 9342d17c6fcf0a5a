/* Begins amendments. Their drafts are private, so that the approved application stays untouched until they are decided.
 */
#include "act/amend_begin.h"

#include "act/act_internal.h"
#include "act/amend.h"
#include "records/amendment.h"

static enum gh_status begin(const struct act_context *context, const struct session *session,
                            const struct application *approved, struct act_result *result, struct application *out)
{
    struct application a = {0};
    enum gh_status status = amendment_begin(approved, &a);
    if (status)
        return status;
    a.applicant = session->account;
    a.state = FLOW_DRAFT;
    status = act_keep_limits(context->db, &a, result);
    if (!status)
        status = act_insert(context, session, &a);
    if (status)
        application_free(&a);
    else
        *out = a;
    return status;
}

/* Decides, and begins. Rolls nothing back. */
static enum gh_status decide(const struct act_context *context, const struct session *session,
                             const struct application *approved, struct act_result *result, struct application *out)
{
    const struct flow_transition *t;
    struct amendment_standing open = {0};
    tick first, last;
    const unsigned role = session->account == approved->applicant ? FLOW_ROLE_APPLICANT : 0;
    enum gh_status status = amendment_find(context->db, &approved->id, &open);
    if (status && status != GH_NOT_FOUND)
        return status;
    const bool there = status == GH_OK;
    application_span(approved, &first, &last);
    unsigned guards = last > context->now ? FLOW_GUARD_NOT_OVER : 0;
    if (!there || open.state == FLOW_DRAFT)
        guards |= FLOW_GUARD_NOT_AMENDED;
    result->answer = flow_decide(application_origin(approved), approved->state, FLOW_AMEND, role, guards, &t);
    if (result->answer != FLOW_ALLOWED)
        return GH_OK;
    return there ? application_load(context->db, context->vault, &open.id, out)
                 : begin(context, session, approved, result, out);
}

enum gh_status act_amend(const struct act_context *context, const struct session *session, const struct uuid *id,
                         struct act_result *result, struct application *out)
{
    struct application approved = {0};
    *result = (struct act_result){0};
    enum gh_status status = db_begin(context->db);
    if (status)
        return status;
    status = application_load(context->db, context->vault, id, &approved);
    if (!status && !act_may_see(session, &approved))
        status = GH_NOT_FOUND;
    if (!status)
        status = decide(context, session, &approved, result, out);
    application_free(&approved);
    if (!status && result->answer == FLOW_ALLOWED)
        return db_commit(context->db);
    db_rollback(context->db);
    return status;
}
