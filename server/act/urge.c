/* Reminds deciders for the applicant, at most once an hour. */
#include "act/urge.h"

#include "act/deciders.h"
#include "records/record.h"

tick urge_from(const struct application *a)
{
    return a->urged_at ? a->urged_at + URGE_EVERY : 0;
}

/* Takes the hour's reminder: the update is the lock. */
static enum gh_status take_turn(struct db *db, const struct application *a, tick now, bool *taken)
{
    enum gh_status status =
        db_query(db, NULL,
                 "UPDATE application SET urged_at = $1 WHERE id = $2 AND state = $3 AND "
                 "(urged_at IS NULL OR urged_at <= $4)",
                 DB_INT(now), DB_UUID(&a->id), DB_TEXT(flow_state_name(a->state)), DB_INT(now - URGE_EVERY));
    *taken = !status && db_changed(db) == 1;
    return status;
}

static enum gh_status urge(const struct act_context *context, const struct application *a, enum urge_answer *answer,
                           struct tell_sent *sent)
{
    enum account_role role = deciders_role(a);
    bool taken = false;
    /* The minute tells one reminder from the next. Stages of the jobs are smaller. */
    int stage = (int)(context->now / TICK_MINUTE);
    *answer = role ? URGE_TOO_SOON : URGE_NOT_POSSIBLE;
    enum gh_status status = role ? take_turn(context->db, a, context->now, &taken) : GH_OK;
    if (status || !taken)
        return status;
    status = tell_deciders_counted(context, a, role, stage, sent);
    *answer = sent->sms + sent->email + sent->wecom > 0 ? URGE_SENT : URGE_NOBODY_REACHED;
    return status;
}

enum gh_status act_urge(const struct act_context *context, const struct session *session, const struct uuid *id,
                        enum urge_answer *answer, struct tell_sent *sent)
{
    struct application a = {0};
    *sent = (struct tell_sent){0};
    enum gh_status status = application_load(context->db, context->vault, id, &a);
    if (!status && !act_may_see(session, &a))
        status = GH_NOT_FOUND;
    if (!status && a.applicant != session->account)
        status = GH_DENIED;
    if (!status && !(status = db_begin(context->db))) {
        status = urge(context, &a, answer, sent);
        if (!status && *answer == URGE_SENT)
            status = db_commit(context->db);
        else
            db_rollback(context->db);
    }
    application_free(&a);
    return status;
}
