/* Withdraws the consent of one visitor. */
#include "act/withdrawal.h"

#include <string.h>

#include "act/tell.h"
#include "issue/pass.h"
#include "records/audit.h"
#include "records/record.h"

#define PASSES_MAX (2 * APPLICATION_PERIODS_MAX)
#define REASON "访客撤回同意 Consent withdrawn"

static const struct person *find(const struct application *a, const struct uuid *id)
{
    for (size_t i = 0; i < a->person_count; i++)
        if (uuid_equal(&a->persons[i].id, id))
            return &a->persons[i];
    return NULL;
}

/* Collects the passes to revoke. */
static enum gh_status list_passes(const struct act_context *c, const struct visit *visit, struct uuid *ids,
                                  size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        c->db, &rows,
        "SELECT s.id FROM pass s WHERE s.application = $1 AND s.state <> 'revoked' AND s.to_at > $3 AND (s.person = "
        "$2 OR (s.person IS NULL AND s.vehicle IN (SELECT v.id FROM vehicle v JOIN person p ON p.application = "
        "v.application AND p.vehicle = v.ordinal WHERE p.id = $2 AND NOT EXISTS (SELECT 1 FROM person q WHERE "
        "q.application = v.application AND q.vehicle = v.ordinal AND q.refused = 0 AND q.id <> $2)))) ORDER BY s.id",
        DB_UUID(&visit->application), DB_UUID(&visit->holder), DB_INT(c->now));
    while (!status && *count < PASSES_MAX && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, ids[(*count)++].b, UUID_LEN);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status revoke(const struct act_context *c, const struct visit *visit)
{
    struct uuid ids[PASSES_MAX];
    size_t count = 0;
    enum gh_status status = list_passes(c, visit, ids, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = pass_set_state(c->db, &ids[i], PASS_STATE_REVOKED, REASON, c->now);
    return status;
}

/* The version grows, so that an edit that began before can't undo it. */
static enum gh_status refuse(const struct act_context *c, const struct visit *visit)
{
    enum gh_status status = db_query(c->db, NULL, "UPDATE person SET refused = 1, refusal = $1 WHERE id = $2",
                                     DB_TEXT(REASON), DB_UUID(&visit->holder));
    if (!status)
        status = db_query(c->db, NULL,
                          "UPDATE application SET version = version + 1, entrants = entrants - 1 WHERE id = $1 AND "
                          "entrants > 0",
                          DB_UUID(&visit->application));
    return status ? status
                  : db_query(c->db, NULL,
                             "UPDATE consent SET withdrawn_at = $1 WHERE person = $2 AND withdrawn_at IS NULL",
                             DB_INT(c->now), DB_UUID(&visit->holder));
}

static enum gh_status withdraw(const struct act_context *c, const struct visit *visit, const struct application *a)
{
    char subject[AUDIT_SUBJECT_SIZE];
    const struct person *person = find(a, &visit->holder);
    if (!person || visit->replaced)
        return GH_NOT_FOUND;
    if (person->refused)
        return GH_OK;
    enum gh_status status = revoke(c, visit);
    if (!status)
        status = refuse(c, visit);
    if (!status)
        status = tell_consent_withdrawn(c, a, person);
    if (status)
        return status;
    audit_subject_id("application", &a->id, subject);
    const struct audit_entry entry = {c->now, 0, "consent-withdrawn", subject, a->number, c->address};
    return audit_write(c->db, &entry);
}

enum gh_status act_withdraw_consent(const struct act_context *context, const struct visit *visit)
{
    struct application a = {0};
    enum gh_status status = db_begin(context->db);
    if (status)
        return status;
    status = application_load(context->db, context->vault, &visit->application, &a);
    if (!status)
        status = withdraw(context, visit, &a);
    status = record_finish(context->db, status);
    application_free(&a);
    return status;
}

/* ---- Walk-ups ---- */

static enum gh_status has_consent(struct db *db, const struct uuid *application, bool *out)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT 1 FROM consent WHERE application = $1 AND withdrawn_at IS NULL LIMIT 1",
                 DB_UUID(application));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *out = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status withdraw_all(const struct act_context *c, const struct application *a)
{
    char subject[AUDIT_SUBJECT_SIZE];
    bool consented = false;
    enum gh_status status = has_consent(c->db, &a->id, &consented);
    if (status || !consented)
        return status;
    status =
        db_query(c->db, NULL, "UPDATE consent SET withdrawn_at = $1 WHERE application = $2 AND withdrawn_at IS NULL",
                 DB_INT(c->now), DB_UUID(&a->id));
    if (!status && a->person_count > 0)
        status = tell_consent_withdrawn(c, a, &a->persons[0]);
    audit_subject_id("application", &a->id, subject);
    const struct audit_entry entry = {c->now, 0, "consent-withdrawn", subject, a->number, c->address};
    return status ? status : audit_write(c->db, &entry);
}

/* Ends an application that waits or is approved. Any other has ended. */
static enum gh_status end_walk_up(const struct act_context *c, const struct application *a)
{
    struct act_result result;
    const struct session session = {.account = a->applicant};
    const struct act_wish wish = {
        .action = a->state == FLOW_APPROVED ? FLOW_CANCEL : FLOW_WITHDRAW, .version = a->version, .remark = REASON};
    if (a->state != FLOW_UNIT_REVIEW && a->state != FLOW_SECURITY_REVIEW && a->state != FLOW_APPROVED)
        return GH_OK;
    return act_perform(c, &session, &a->id, &wish, &result, NULL);
}

enum gh_status act_withdraw_walk_up(const struct act_context *context, const struct uuid *application)
{
    struct application a = {0};
    enum gh_status status = application_load(context->db, context->vault, application, &a);
    if (!status)
        status = end_walk_up(context, &a);
    if (!status && !(status = db_begin(context->db)))
        status = record_finish(context->db, withdraw_all(context, &a));
    application_free(&a);
    return status;
}
