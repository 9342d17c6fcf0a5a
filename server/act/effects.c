/* Runs the effects that the flow table gives to a transition. */
#include "act/effects.h"

#include "act/tell.h"
#include "records/application_input.h"

/* Context of tell_made(). */
struct telling {
    const struct act_context *context;
    const struct application *a;
    const struct campus *campus;
};

static enum gh_status tell_made(void *context, const struct pass *pass, const struct person *person,
                                const char link[static PASS_LINK_SIZE])
{
    const struct telling *t = context;
    /* Vehicle passes send no message: cameras read the plate, and riders have their own codes. */
    return person ? tell_pass(t->context, t->a, t->campus, pass, person, link, false) : GH_OK;
}

static enum gh_status mint(const struct act_context *context, const struct application *a, const struct campus *campus)
{
    struct telling telling = {context, a, campus};
    if (!context->issuer)
        return GH_UNKNOWN_KEY;
    return pass_issue_all(context->db, context->vault, context->issuer, a, campus->lanes, context->now, tell_made,
                          &telling);
}

/* Keeps the changes in full, since the applicant must read them to confirm. The decision drops them. */
static enum gh_status keep_proposal(const struct act_context *context, const struct application *before,
                                    const struct application *after)
{
    json_t *changes = application_changes(before, after, true);
    enum gh_status status = changes ? proposal_keep(context->db, context->vault, before, changes) : GH_NO_MEMORY;
    json_decref(changes);
    return status;
}

enum gh_status effects_run(const struct act_context *context, unsigned effects, const struct application *before,
                           const struct application *after, const struct campus *campus)
{
    enum gh_status status = GH_OK;
    if (effects & FLOW_EFFECT_KEEP_PROPOSAL)
        status = keep_proposal(context, before, after);
    if (!status && (effects & FLOW_EFFECT_DROP_PROPOSAL))
        status = proposal_drop(context->db, &after->id);
    if (!status && (effects & FLOW_EFFECT_MINT))
        status = mint(context, after, campus);
    if (!status && (effects & FLOW_EFFECT_REVOKE))
        status = pass_revoke_all(context->db, &after->id, "cancelled", context->now);
    if (!status && (effects & FLOW_EFFECT_REVOKE) && (effects & FLOW_EFFECT_TELL_ENTRANTS))
        status = tell_cancelled(context, after);
    if (!status && (effects & FLOW_EFFECT_TELL_UNIT))
        status = tell_deciders(context, after, ROLE_UNIT_APPROVER, 0);
    if (!status && (effects & FLOW_EFFECT_TELL_SECURITY))
        status = tell_deciders(context, after, ROLE_SECURITY_OFFICER, 0);
    if (!status && (effects & FLOW_EFFECT_TELL_APPLICANT))
        status = tell_applicant(context, after);
    return status;
}

enum gh_status effects_somebody_came(struct db *db, const struct uuid *application, bool *came)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM pass WHERE application = $1 AND used_at IS NOT NULL",
                                     DB_BLOB(application->b, UUID_LEN));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *came = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}
