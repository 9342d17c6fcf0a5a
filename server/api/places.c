/* Endpoints with campuses, units and kinds of pass for forms. */
#include <string.h>

#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/place_edit.h"
#include "records/place_list.h"
#include "records/places.h"

#define DAYS_AHEAD 60
#define UNITS_MAX 100

static enum gh_status gates_json(struct db *db, int64_t campus, json_t **out)
{
    struct db_rows rows = {0};
    json_t *list = json_array();
    enum gh_status status = gates_query(db, &rows, PLACES_IN_USE, campus);
    while (!status && !(status = db_next(&rows)))
        if (json_array_append_new(
                list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "bit", rows_number(&rows, GATE_COLUMN_BIT), "name",
                                rows_text(&rows, GATE_COLUMN_NAME), "name_en", rows_text(&rows, GATE_COLUMN_NAME_EN),
                                "vehicles", rows_bool(&rows, GATE_COLUMN_VEHICLES), "directions",
                                rows_text(&rows, GATE_COLUMN_DIRECTIONS), "directions_en",
                                rows_text(&rows, GATE_COLUMN_DIRECTIONS_EN))) != 0)
            status = GH_NO_MEMORY;
    db_rows_end(&rows);
    if (status != GH_NOT_FOUND) {
        json_decref(list);
        return status;
    }
    *out = list;
    return GH_OK;
}

static json_t *day_json(const struct campus *campus, int64_t day, tick now)
{
    char date[CALENDAR_DATE_SIZE];
    tick submit_by = calendar_submit_by(&campus->calendar, day);
    bool open = calendar_is_open(&campus->calendar, day);
    calendar_format_date(day, date);
    return json_pack("{s:I, s:s, s:b, s:b, s:I, s:b}", "day", (json_int_t)day, "date", date, "open", (int)open,
                     "working", (int)calendar_is_working(&campus->calendar, day), "submit_by", (json_int_t)submit_by,
                     "possible", (int)(open && now < submit_by));
}

/* The first day that can still be applied for; null: none in the days shown. */
static json_t *next_day_json(const struct campus *campus, int64_t today, tick now)
{
    for (int64_t day = today; day < today + DAYS_AHEAD; day++)
        if (calendar_is_open(&campus->calendar, day) && now < calendar_submit_by(&campus->calendar, day))
            return day_json(campus, day, now);
    return json_null();
}

static enum gh_status campus_json(struct request *rq, int64_t id, json_t **out)
{
    struct campus campus;
    json_t *gates = NULL, *days = json_array();
    enum gh_status status = campus_load(rq->db, id, rq->now, &campus);
    if (!status)
        status = gates_json(rq->db, id, &gates);
    if (status) {
        json_decref(days);
        return status;
    }
    int64_t today = calendar_day_of(&campus.calendar, rq->now);
    for (int64_t day = today; day < today + DAYS_AHEAD; day++)
        if (json_array_append_new(days, day_json(&campus, day, rq->now)) != 0)
            status = GH_NO_MEMORY;
    *out = json_pack("{s:I, s:s, s:s, s:s, s:i, s:i, s:o, s:o, s:o}", "id", (json_int_t)id, "code", campus.code, "name",
                     campus.name, "name_en", campus.name_en, "zone_minutes", campus.calendar.zone_minutes,
                     "deadline_minute", campus.calendar.deadline_minute, "gates", gates, "next_day",
                     next_day_json(&campus, today, rq->now), "days", days);
    return status ? status : *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status campuses_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    int64_t ids[CAMPUSES_MAX];
    size_t count = 0;
    json_t *items = json_array();
    enum gh_status status = campuses_query(rq->db, &rows, PLACES_IN_USE);
    while (!status && count < CAMPUSES_MAX && !(status = db_next(&rows)))
        ids[count++] = db_int(&rows, CAMPUS_COLUMN_ID);
    db_rows_end(&rows);
    if (status == GH_NOT_FOUND)
        status = GH_OK;
    for (size_t i = 0; !status && i < count; i++) {
        json_t *one = NULL;
        if (!(status = campus_json(rq, ids[i], &one)) && json_array_append_new(items, one) != 0)
            status = GH_NO_MEMORY;
    }
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

static enum gh_status unit_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = rows_named(rows, UNIT_COLUMN_ID);
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status units_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    const char *q = request_query(rq, "q");
    enum gh_status status = units_query(rq->db, &rows, PLACES_IN_USE, q ? q : "", UNITS_MAX);
    return rows_reply(rq, reply, &rows, status, unit_json);
}
