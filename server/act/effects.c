/* Runs the effects that the flow table gives to a transition. */
#include "act/effects.h"

#include <sodium.h>

#include "act/amend.h"
#include "act/mail_in.h"
#include "act/tell.h"
#include "act/tell_visitor.h"
#include "issue/visit_link.h"
#include "records/application_input.h"

/* Makes the link of a person or vehicle. Vehicles get no message: cameras read the plate, and riders have their own
 * codes. person: NULL for a vehicle. */
static enum gh_status give_link(const struct act_context *context, const struct application *a,
                                const struct campus *campus, const struct uuid *holder, const struct person *person)
{
    char link[VISIT_LINK_SIZE];
    struct uuid first;
    enum gh_status status = visit_link_make(context->db, context->vault, &a->id, holder, context->now, link);
    if (!status)
        status = visit_first_pass(context->db, &a->id, holder, &first);
    if (!status && person)
        status = tell_link(context, a, campus, &first, person, link, false);
    sodium_memzero(link, sizeof link);
    return status;
}

static enum gh_status mint(const struct act_context *context, const struct application *a, const struct campus *campus)
{
    if (!context->issuer)
        return GH_UNKNOWN_KEY;
    enum gh_status status = pass_issue_all(context->db, context->vault, context->issuer, a, campus, context->now);
    for (size_t i = 0; !status && i < a->vehicle_count; i++)
        if (!a->vehicles[i].refused)
            status = give_link(context, a, campus, &a->vehicles[i].id, NULL);
    for (size_t i = 0; !status && i < a->person_count; i++)
        if (application_person_enters(a, i))
            status = give_link(context, a, campus, &a->persons[i].id, &a->persons[i]);
    /* Visitors at a gate can't look into the application to see who is left out. */
    return status || !a->walk_up ? status : tell_left_out(context, a, campus);
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

enum gh_status effects_run(const struct act_context *context, unsigned effects, const struct effects_of *of)
{
    const struct application *after = of->after;
    const struct campus *campus = of->campus;
    enum gh_status status = GH_OK;
    if (effects & FLOW_EFFECT_KEEP_PROPOSAL)
        status = keep_proposal(context, of->before, after);
    if (!status && (effects & FLOW_EFFECT_DROP_PROPOSAL))
        status = proposal_drop(context->db, &after->id);
    if (!status && (effects & FLOW_EFFECT_MINT))
        status = mint(context, after, campus);
    if (!status && (effects & FLOW_EFFECT_TAKE_OVER))
        status = amend_take_over(context, after, campus, of->remark);
    if (!status && (effects & FLOW_EFFECT_END_AMENDMENT))
        status = amend_end(context, &after->id);
    if (!status && (effects & FLOW_EFFECT_REVOKE))
        status = pass_revoke_all(context->db, &after->id, "cancelled", context->now);
    if (!status && (effects & FLOW_EFFECT_REVOKE) && (effects & FLOW_EFFECT_TELL_ENTRANTS))
        status = tell_cancelled(context, after, campus);
    if (!status && (effects & FLOW_EFFECT_TELL_ENTRANTS) && after->state == FLOW_VETOED)
        status = tell_refused(context, after, campus, of->remark);
    if (!status && (effects & FLOW_EFFECT_TELL_ENTRANTS) && after->state == FLOW_LAPSED)
        status = tell_lapsed(context, after, campus);
    if (!status && (effects & FLOW_EFFECT_TELL_UNIT))
        status = tell_deciders(context, after, ROLE_UNIT_APPROVER, 0);
    if (!status && (effects & FLOW_EFFECT_TELL_SECURITY))
        status = tell_deciders(context, after, ROLE_SECURITY_OFFICER, 0);
    if (!status && (effects & FLOW_EFFECT_TELL_COLLEAGUE))
        status = tell_colleague(context, after, of->actor);
    if (!status && (effects & FLOW_EFFECT_TELL_APPLICANT))
        status = after->by_mail ? mail_in_tell(context, after, of->remark) : tell_applicant(context, after, of->remark);
    return status;
}

enum gh_status effects_somebody_came(struct db *db, const struct uuid *application, bool *came)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT 1 FROM pass WHERE application = $1 AND used_at IS NOT NULL", DB_UUID(application));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *came = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}
