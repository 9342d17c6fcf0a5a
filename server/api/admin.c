/* Endpoints with which administrators edit units, campuses, gates and days. */
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "flow/zone.h"
#include "records/day_edit.h"
#include "records/place_edit.h"
#include "records/place_list.h"

#define UNITS_MAX 500
#define DAYS_AHEAD 90
#define DAYS_MAX 400

/* Replies to a change that failed. */
static enum gh_status settle(struct request *rq, struct reply *reply, enum gh_status status,
                             const struct field_errors *errors)
{
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    return status;
}

/* ---- units ---- */

static enum gh_status unit_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", rows_number(rows, UNIT_COLUMN_ID), "name",
                  rows_text(rows, UNIT_COLUMN_NAME), "name_en", rows_text(rows, UNIT_COLUMN_NAME_EN), "pinyin",
                  rows_text(rows, UNIT_COLUMN_PINYIN), "parent", rows_number_or_null(rows, UNIT_COLUMN_PARENT),
                  "quota_day", rows_number_or_null(rows, UNIT_COLUMN_QUOTA_DAY), "active",
                  rows_bool(rows, UNIT_COLUMN_ACTIVE), "code", rows_text(rows, UNIT_COLUMN_CODE), "directory_heads",
                  rows_bool(rows, UNIT_COLUMN_DIRECTORY_HEADS), "directory", rows_bool(rows, UNIT_COLUMN_DIRECTORY));
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status admin_units_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    const char *q = request_query(rq, "q");
    enum gh_status status = units_query(rq->db, &rows, PLACES_ALL, q ? q : "", UNITS_MAX);
    return rows_reply(rq, reply, &rows, status, unit_json);
}

/* Replies with one row. GH_NOT_FOUND: no row. */
static enum gh_status reply_row(struct request *rq, struct reply *reply, int code, struct db_rows *rows,
                                enum gh_status begun, rows_item *item)
{
    json_t *json = NULL;
    enum gh_status status = begun ? begun : db_next(rows);
    if (!status)
        status = item(rq, rows, &json);
    db_rows_end(rows);
    return status ? status : reply_json(rq, reply, code, json);
}

/* A list whose rows are added and changed on a page. */
struct edited {
    enum gh_status (*edit)(const struct audit_act *act, int64_t *id, const json_t *json, struct field_errors *errors);
    enum gh_status (*query)(struct db *db, struct db_rows *rows, int64_t id);
    enum gh_status (*json)(struct request *rq, struct db_rows *rows, json_t **out);
};

static enum gh_status edit_row(struct request *rq, struct reply *reply, const struct edited *edited, int64_t id)
{
    struct audit_act act = audit_act_of(rq);
    struct db_rows rows = {0};
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    int code = id ? 200 : 201;
    enum gh_status status = edited->edit(&act, &id, rq->json, errors);
    if (status)
        return settle(rq, reply, status, errors);
    status = edited->query(rq->db, &rows, id);
    return reply_row(rq, reply, code, &rows, status, edited->json);
}

static enum gh_status change_row(struct request *rq, struct reply *reply, const struct edited *edited)
{
    int64_t id;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (!status && id < 1)
        status = GH_NOT_FOUND;
    return status ? status : edit_row(rq, reply, edited, id);
}

static const struct edited units = {unit_edit, unit_query, unit_json};

enum gh_status admin_unit_post(struct request *rq, struct reply *reply)
{
    return edit_row(rq, reply, &units, 0);
}

enum gh_status admin_unit_put(struct request *rq, struct reply *reply)
{
    return change_row(rq, reply, &units);
}

/* ---- campuses and gates ---- */

static enum gh_status campus_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", rows_number(rows, CAMPUS_COLUMN_ID), "code",
                     rows_text(rows, CAMPUS_COLUMN_CODE), "name", rows_text(rows, CAMPUS_COLUMN_NAME), "name_en",
                     rows_text(rows, CAMPUS_COLUMN_NAME_EN), "zone", rows_text(rows, CAMPUS_COLUMN_ZONE),
                     "zone_minutes", rows_number(rows, CAMPUS_COLUMN_ZONE_MINUTES), "deadline_minute",
                     rows_number(rows, CAMPUS_COLUMN_DEADLINE_MINUTE), "active", rows_bool(rows, CAMPUS_COLUMN_ACTIVE));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static json_t *zone_names(void)
{
    size_t count;
    const struct zone *all = zones(&count);
    json_t *list = json_array();
    for (size_t i = 0; list && i < count; i++)
        if (json_array_append_new(list, json_string(all[i].name)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

enum gh_status admin_campuses_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    json_t *items = json_array();
    enum gh_status status = campuses_query(rq->db, &rows, PLACES_ALL);
    status = rows_collect(rq, &rows, status, campus_json, 0, items, NULL);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n, s:o}", "items", items, "next", "zones", zone_names()));
}

static const struct edited campuses = {campus_edit, campus_query, campus_json};

enum gh_status admin_campus_post(struct request *rq, struct reply *reply)
{
    return edit_row(rq, reply, &campuses, 0);
}

enum gh_status admin_campus_put(struct request *rq, struct reply *reply)
{
    return change_row(rq, reply, &campuses);
}

static enum gh_status gate_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "bit", rows_number(rows, GATE_COLUMN_BIT), "campus",
                     rows_number(rows, GATE_COLUMN_CAMPUS), "name", rows_text(rows, GATE_COLUMN_NAME), "name_en",
                     rows_text(rows, GATE_COLUMN_NAME_EN), "vehicles", rows_bool(rows, GATE_COLUMN_VEHICLES), "active",
                     rows_bool(rows, GATE_COLUMN_ACTIVE), "directions", rows_text(rows, GATE_COLUMN_DIRECTIONS),
                     "directions_en", rows_text(rows, GATE_COLUMN_DIRECTIONS_EN));
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status admin_gates_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    return rows_reply(rq, reply, &rows, gates_query(rq->db, &rows, PLACES_ALL, 0), gate_json);
}

enum gh_status admin_gate_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    int64_t bit;
    enum gh_status status = request_parameter_number(rq, 0, &bit);
    if (!status)
        status = gate_query(rq->db, &rows, bit);
    return reply_row(rq, reply, 200, &rows, status, gate_json);
}

enum gh_status admin_gate_post(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct db_rows rows = {0};
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    int64_t bit = 0;
    enum gh_status status = gate_add(&act, &bit, rq->json, errors);
    if (status)
        return settle(rq, reply, status, errors);
    status = gate_query(rq->db, &rows, bit);
    return reply_row(rq, reply, 201, &rows, status, gate_json);
}

enum gh_status admin_gate_put(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    int64_t bit;
    enum gh_status status = request_parameter_number(rq, 0, &bit);
    if (!status)
        status = gate_edit(&act, bit, rq->json, errors);
    return status ? settle(rq, reply, status, errors) : admin_gate_get(rq, reply);
}

/* ---- days ---- */

static json_t *plain_day(int64_t day)
{
    static const struct calendar week = {0};
    return json_pack("{s:I, s:b, s:b, s:n, s:s}", "day", (json_int_t)day, "working",
                     (int)calendar_is_working(&week, day), "open", 1, "deadline_minute", "note", "");
}

static json_t *exception_day(struct db_rows *rows)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "day", rows_number(rows, DAY_COLUMN_DAY), "working",
                     rows_bool(rows, DAY_COLUMN_WORKING), "open", rows_bool(rows, DAY_COLUMN_OPEN), "deadline_minute",
                     rows_number_or_null(rows, DAY_COLUMN_DEADLINE_MINUTE), "note", rows_text(rows, DAY_COLUMN_NOTE));
}

/* Lists every day of [from, to). Days without an exception follow the weekly rule. */
static enum gh_status list_days(struct request *rq, int64_t campus, int64_t from, int64_t to, json_t *items)
{
    struct db_rows rows = {0};
    enum gh_status status = days_query(rq->db, &rows, campus, from, to);
    if (!status)
        status = db_next(&rows);
    for (int64_t day = from; day < to && (!status || status == GH_NOT_FOUND); day++) {
        bool exception = !status && db_int(&rows, DAY_COLUMN_DAY) == day;
        if (json_array_append_new(items, exception ? exception_day(&rows) : plain_day(day)) != 0)
            status = GH_NO_MEMORY;
        else if (exception)
            status = db_next(&rows);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status admin_days_get(struct request *rq, struct reply *reply)
{
    struct campus campus;
    int64_t id, from = 0, to = 0;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (!status)
        status = campus_load(rq->db, id, rq->now, &campus);
    if (status)
        return status;
    int64_t today = calendar_day_of(&campus.calendar, rq->now);
    status = request_query_number(rq, "from", 0, today + 10000, today, &from);
    if (!status)
        status = request_query_number(rq, "to", from, from + DAYS_MAX, from + DAYS_AHEAD, &to);
    if (status)
        return status;
    json_t *items = json_array();
    status = list_days(rq, id, from, to, items);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

enum gh_status admin_days_put(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    int64_t id;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (!status)
        status = days_edit(&act, id, rq->json, errors);
    return status ? settle(rq, reply, status, errors) : admin_days_get(rq, reply);
}
