/* Reminds approvers, deputies and the office of due decisions. */
#include "act/tell.h"
#include "jobs/steps.h"
#include "records/record.h"

#define OFFICE_STAGE 3

static enum gh_status list_waiting(struct db *db, struct uuid ids[static STEP_MAX], tick now, size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT id FROM application WHERE state IN ('unit-review', 'security-review') "
                 "AND reminded < $1 AND first_at <= $2 AND last_at > $3 ORDER BY first_at, id "
                 "LIMIT $4",
                 DB_INT(REMIND_STAGES), DB_INT(now + CALENDAR_LOOK_BACK * TICK_DAY), DB_INT(now), DB_INT(STEP_MAX));
    *count = 0;
    while (!status && *count < STEP_MAX && !(status = db_next(&rows)))
        if (!(status = db_copy_blob(&rows, 0, ids[*count].b, UUID_LEN)))
            (*count)++;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Claims a stage of reminders for this process: the update is the lock. GH_ROLLBACK: another process was first. */
static enum gh_status take_stage(struct db *db, const struct application *a, int stage)
{
    enum gh_status status = db_query(db, NULL,
                                     "UPDATE application SET reminded = $1 WHERE id = $2 AND reminded < $1 AND "
                                     "version = $3",
                                     DB_INT(stage), DB_UUID(&a->id), DB_INT(a->version));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_ROLLBACK;
}

static enum gh_status remind(const struct act_context *context, const struct application *a, int stage)
{
    bool office = a->state == FLOW_SECURITY_REVIEW || stage == OFFICE_STAGE;
    enum gh_status status = db_begin(context->db);
    if (status)
        return status;
    status = take_stage(context->db, a, stage);
    if (!status && a->state == FLOW_UNIT_REVIEW)
        status = tell_deciders(context, a, ROLE_UNIT_APPROVER, stage);
    if (!status && office)
        status = tell_deciders(context, a, ROLE_SECURITY_OFFICER, stage);
    return record_finish(context->db, status);
}

static enum gh_status remind_one(const struct act_context *context, const struct uuid *id, int64_t *reminded)
{
    struct application a = {0};
    struct campus campus;
    enum gh_status status = application_load(context->db, context->vault, id, &a);
    if (!status)
        status = campus_load(context->db, a.campus, context->now, &campus);
    int due = status ? 0 : calendar_reminders_due(&campus.calendar, a.decide_by, context->now);
    if (due > a.reminded && !(status = remind(context, &a, due)))
        ++*reminded;
    application_free(&a);
    return status == GH_ROLLBACK || status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status remind_deciders(const struct act_context *context, int64_t *reminded)
{
    struct uuid ids[STEP_MAX];
    size_t count;
    enum gh_status status = list_waiting(context->db, ids, context->now, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = remind_one(context, &ids[i], reminded);
    return status;
}
