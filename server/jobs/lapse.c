/* Finishes or lapses applications after their last period. One that is being amended waits for the decision. */
#include "jobs/steps.h"

static enum gh_status list_over(struct db *db, tick now, struct uuid ids[static STEP_MAX], size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows,
        "SELECT id FROM application WHERE state IN ('unit-review', 'sent-back', 'security-review', "
        "'confirming', 'acknowledging', 'approved') AND last_at <= $1 AND NOT EXISTS (SELECT 1 FROM application m "
        "WHERE m.amends = application.id AND m.state IN ('unit-review', 'sent-back', 'security-review', "
        "'confirming')) ORDER BY last_at, id LIMIT $2",
        DB_INT(now), DB_INT(STEP_MAX));
    *count = 0;
    while (!status && *count < STEP_MAX && !(status = db_next(&rows)))
        if (!(status = db_copy_blob(&rows, 0, ids[*count].b, UUID_LEN)))
            (*count)++;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* GH_ROLLBACK: a person acted at the same moment. The person's action wins. */
static enum gh_status perform(const struct act_context *context, const struct uuid *id, int64_t version,
                              enum flow_action action, bool *done)
{
    struct act_result result;
    struct application after = {0};
    const struct act_wish wish = {.action = action, .version = version, .remark = ""};
    enum gh_status status = act_perform(context, NULL, id, &wish, &result, &after);
    *done = !status && result.answer == FLOW_ALLOWED;
    application_free(&after);
    return status;
}

static enum gh_status version_of(struct db *db, const struct uuid *id, int64_t *version)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT version FROM application WHERE id = $1", DB_UUID(id));
    if (!status && !(status = db_next(&rows)))
        *version = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status lapse_over(const struct act_context *context, int64_t *ended)
{
    struct uuid ids[STEP_MAX];
    size_t count;
    enum gh_status status = list_over(context->db, context->now, ids, &count);
    for (size_t i = 0; !status && i < count; i++) {
        int64_t version = 0;
        bool done = false;
        status = version_of(context->db, &ids[i], &version);
        if (!status)
            status = perform(context, &ids[i], version, FLOW_FINISH, &done);
        if (!status && !done)
            status = perform(context, &ids[i], version, FLOW_LAPSE, &done);
        if (status == GH_ROLLBACK || status == GH_NOT_FOUND)
            status = GH_OK;
        *ended += done;
    }
    return status;
}
