/* Counts what an account has stored and not yet had decided. */
#include "act/limits.h"

#include "db/db.h"
#include "records/setting.h"

enum gh_status act_limit_find(struct db *db, const struct application *a, enum act_limit *limit)
{
    int64_t settings[SETTING_COUNT], drafts = 0, persons = 0;
    struct db_rows rows = {0};
    *limit = ACT_LIMIT_NONE;
    enum gh_status status = settings_load(db, settings);
    if (!status)
        status = db_query(db, &rows,
                          "SELECT CAST(COALESCE(SUM(CASE WHEN state IN ('draft', 'sent-back') THEN 1 ELSE 0 END), 0) "
                          "AS BIGINT), CAST(COALESCE(SUM(persons), 0) AS BIGINT) FROM application "
                          "WHERE applicant = $1 AND id <> $2 AND state IN ('draft', 'sent-back', 'unit-review', "
                          "'security-review', 'confirming', 'acknowledging')",
                          DB_INT(a->applicant), DB_UUID(&a->id));
    if (!status && !(status = db_next(&rows))) {
        drafts = db_int(&rows, 0);
        persons = db_int(&rows, 1);
    }
    db_rows_end(&rows);
    if (status)
        return status;
    if (uuid_is_nil(&a->id) && drafts >= settings[SETTING_LIMIT_DRAFTS])
        *limit = ACT_LIMIT_DRAFTS;
    else if (a->person_count > 0 && persons + (int64_t)a->person_count > settings[SETTING_LIMIT_PERSONS])
        *limit = ACT_LIMIT_PERSONS;
    return GH_OK;
}
