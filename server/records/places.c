/* Loads a campus with its gates and calendar. */
#include "records/places.h"

#include "base/catalog.h"
#include "records/application.h"
#include "records/setting.h"

static enum gh_status load_gates(struct db *db, struct campus *c)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT bit, vehicles FROM gate WHERE campus = $1 AND active = 1", DB_INT(c->id));
    while (!status && !(status = db_next(&rows))) {
        unsigned bit = (unsigned)db_int(&rows, 0) & 15;
        c->gates = (uint16_t)(c->gates | 1u << bit);
        if (db_int(&rows, 1))
            c->lanes = (uint16_t)(c->lanes | 1u << bit);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status load_days(struct db *db, struct campus *c, tick now)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows,
        "SELECT day, working, open, deadline_minute FROM calendar_day WHERE campus = $1 AND day >= $2 "
        "ORDER BY day LIMIT $3",
        DB_INT(c->id), DB_INT(calendar_day_of(&c->calendar, now) - CALENDAR_LOOK_BACK), DB_INT(CALENDAR_DAYS_MAX));
    while (!status && !(status = db_next(&rows)))
        c->days[c->calendar.count++] =
            (struct calendar_day){.day = db_int(&rows, 0),
                                  .working = db_int(&rows, 1) != 0,
                                  .open = db_int(&rows, 2) != 0,
                                  .deadline_minute = db_is_null(&rows, 3) ? -1 : (int)db_int(&rows, 3)};
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status load_settings(struct db *db, struct campus *c)
{
    int64_t values[SETTING_COUNT];
    enum gh_status status = settings_load(db, values);
    if (status)
        return status;
    c->calendar.last_working_day = values[SETTING_LAST_WORKING_DAY] != 0;
    c->calendar.decide_minute = (int)values[SETTING_DECIDE_UNTIL];
    for (int i = 0; i < REMIND_STAGES; i++)
        c->calendar.remind_minutes[i] = (int)values[SETTING_REMIND_APPROVER + i];
    return GH_OK;
}

enum gh_status campus_load(struct db *db, int64_t id, tick now, struct campus *out)
{
    struct db_rows rows = {0};
    *out = (struct campus){.id = id};
    enum gh_status status = db_query(
        db, &rows, "SELECT code, name, name_en, zone_minutes, deadline_minute, active FROM campus WHERE id = $1",
        DB_INT(id));
    if (!status && !(status = db_next(&rows))) {
        out->active = db_int(&rows, 5) != 0;
        out->calendar = (struct calendar){
            .zone_minutes = (int)db_int(&rows, 3), .deadline_minute = (int)db_int(&rows, 4), .exceptions = out->days};
        if (!(status = db_copy_text(&rows, 0, out->code, sizeof out->code)) &&
            !(status = db_copy_text(&rows, 1, out->name, sizeof out->name)))
            status = db_copy_text(&rows, 2, out->name_en, sizeof out->name_en);
    }
    db_rows_end(&rows);
    if (!status)
        status = load_settings(db, out);
    if (!status)
        status = load_gates(db, out);
    return status ? status : load_days(db, out, now);
}

enum gh_status unit_known(struct db *db, int64_t id, bool *known)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM unit WHERE id = $1 AND active = 1", DB_INT(id));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *known = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status check(struct db *db, const char *sql, int64_t id, const char *path, struct field_errors *errors)
{
    struct db_rows rows = {0};
    if (!id)
        return GH_OK;
    enum gh_status status = db_query(db, &rows, sql, DB_INT(id));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    if (status == GH_NOT_FOUND)
        field_errors_add(errors, "unknown", N_("Not found. Reload the list and choose again."), "%s", path);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status unit_check(struct db *db, int64_t id, const char *path, struct field_errors *errors)
{
    return check(db, "SELECT 1 FROM unit WHERE id = $1", id, path, errors);
}

enum gh_status campus_check(struct db *db, int64_t id, const char *path, struct field_errors *errors)
{
    return check(db, "SELECT 1 FROM campus WHERE id = $1", id, path, errors);
}
