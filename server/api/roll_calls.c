/* Endpoints for roll calls: evacuations of a campus, for its officers and administrators. */
#include <sodium.h>
#include <string.h>

#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "devices/entry_plate.h"
#include "devices/roll_call.h"
#include "http/server.h"
#include "people/person_name.h"
#include "records/record.h"

#define CAMPUS_MAX 255
#define LISTED_MAX 50
#define OFFICE (ROLE_SECURITY_OFFICER | ROLE_ADMINISTRATOR)
#define SEEN_WITHIN (12 * TICK_HOUR)

static struct audit_act act_of(const struct request *rq)
{
    return (struct audit_act){rq->db, rq->now, rq->session->account, rq->address};
}

/* ---- What pages read ---- */

static enum gh_status roll_call_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o, s:o, s:o}}", "id",
                     rows_id(rows, ROLL_CALL_COLUMN_ID), "campus", rows_number(rows, ROLL_CALL_COLUMN_CAMPUS),
                     "started_at", rows_number(rows, ROLL_CALL_COLUMN_STARTED_AT), "started_by",
                     rows_text_or_null(rows, ROLL_CALL_COLUMN_STARTED_BY), "ended_at",
                     rows_number_or_null(rows, ROLL_CALL_COLUMN_ENDED_AT), "ended_by",
                     rows_text_or_null(rows, ROLL_CALL_COLUMN_ENDED_BY), "ended_at_booth",
                     rows_text_or_null(rows, ROLL_CALL_COLUMN_ENDED_AT_BOOTH), "counts", "total",
                     rows_number(rows, ROLL_CALL_COLUMN_TOTAL), "open", rows_number(rows, ROLL_CALL_COLUMN_OPEN),
                     "safe", rows_number(rows, ROLL_CALL_COLUMN_SAFE), "missing",
                     rows_number(rows, ROLL_CALL_COLUMN_MISSING), "not_here", rows_number(rows, ROLL_CALL_COLUMN_AWAY),
                     "left", rows_number(rows, ROLL_CALL_COLUMN_LEFT));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* In an evacuation those who run it see full names. */
static enum gh_status open_name(struct request *rq, struct db_rows *rows, json_t **out)
{
    char name[PERSON_NAME_SIZE] = "";
    struct uuid person;
    *out = json_null();
    if (db_is_null(rows, ROLL_ROW_PERSON) || db_int(rows, ROLL_ROW_VEHICLE))
        return GH_OK;
    enum gh_status status = db_copy_blob(rows, ROLL_ROW_PERSON, person.b, UUID_LEN);
    if (!status)
        status = record_open(rq->server->vault, "person.name", &person, rows, ROLL_ROW_NAME, name, sizeof name);
    if (!status && *name)
        *out = json_string(name);
    sodium_memzero(name, sizeof name);
    return status;
}

static enum gh_status row_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    json_t *name;
    char plate[ENTRY_PLATE_MAX];
    const char *mark = roll_mark_name((enum roll_mark)db_int(rows, ROLL_ROW_MARK));
    enum gh_status status =
        entry_plate_load(rq->server->vault, rows, ROLL_ROW_PLATE, ROLL_ROW_PLATE_ENTRY, ROLL_ROW_PLATE_SEALED, plate);
    if (!status)
        status = open_name(rq, rows, &name);
    if (status)
        return status;
    *out = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "subject",
        rows_id(rows, ROLL_ROW_SUBJECT), "pass", rows_id(rows, ROLL_ROW_PASS), "vehicle",
        rows_bool(rows, ROLL_ROW_VEHICLE), "since", rows_number(rows, ROLL_ROW_SINCE), "gate",
        rows_number(rows, ROLL_ROW_GATE), "gate_name", rows_text(rows, ROLL_ROW_GATE_NAME), "gate_name_en",
        rows_text(rows, ROLL_ROW_GATE_NAME_EN), "person", name, "plate", plate[0] ? json_string(plate) : json_null(),
        "in_car", rows_bool(rows, ROLL_ROW_IN_CAR), "unit", rows_text_or_null(rows, ROLL_ROW_UNIT), "application",
        rows_text_or_null(rows, ROLL_ROW_APPLICATION), "late", rows_bool(rows, ROLL_ROW_LATE), "mark", mark, "conflict",
        rows_bool(rows, ROLL_ROW_CONFLICT), "marked_at", rows_number_or_null(rows, ROLL_ROW_MARKED_AT), "marked_by",
        rows_text_or_null(rows, ROLL_ROW_MARKED_BY), "left_at", rows_number_or_null(rows, ROLL_ROW_LEFT_AT));
    sodium_memzero(plate, sizeof plate);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status tick_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out =
        json_pack("{s:o, s:s, s:o, s:o, s:o}", "subject", rows_id(rows, ROLL_TICK_SUBJECT), "mark",
                  roll_mark_name((enum roll_mark)db_int(rows, ROLL_TICK_MARK)), "at", rows_number(rows, ROLL_TICK_AT),
                  "by", rows_text_or_null(rows, ROLL_TICK_BY), "booth", rows_text_or_null(rows, ROLL_TICK_DEVICE));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* Fills *out with the summary of one roll call. GH_NOT_FOUND: none within scope. */
static enum gh_status find(struct request *rq, const struct uuid *id, json_t **out)
{
    struct db_rows rows = {0};
    json_t *items = json_array();
    enum gh_status status =
        rows_collect(rq, &rows, roll_call_query(rq->db, &rows, rq->scope, id, 0, 1), roll_call_json, 1, items, NULL);
    if (!status && json_array_size(items) == 0)
        status = GH_NOT_FOUND;
    *out = status ? NULL : json_incref(json_array_get(items, 0));
    json_decref(items);
    return status;
}

static enum gh_status add_rows(struct request *rq, const struct uuid *id, json_t *out)
{
    struct db_rows rows = {0};
    json_t *items = json_array(), *ticks = json_array();
    if (json_object_set_new(out, "items", items) || json_object_set_new(out, "ticks", ticks) ||
        json_object_set_new(out, "at", json_integer(rq->now)))
        return GH_NO_MEMORY;
    enum gh_status status =
        rows_collect(rq, &rows, roll_call_rows(rq->db, &rows, rq->scope, id), row_json, 0, items, NULL);
    return status ? status
                  : rows_collect(rq, &rows, roll_call_ticks(rq->db, &rows, rq->scope, id), tick_json, 0, ticks, NULL);
}

enum gh_status roll_calls_get(struct request *rq, struct reply *reply)
{
    static const struct uuid any;
    struct db_rows rows = {0};
    int64_t campus;
    enum gh_status status = request_query_number(rq, "campus", 1, CAMPUS_MAX, 0, &campus);
    return status ? status
                  : rows_reply(rq, reply, &rows, roll_call_query(rq->db, &rows, rq->scope, &any, campus, LISTED_MAX),
                               roll_call_json);
}

enum gh_status roll_call_get(struct request *rq, struct reply *reply)
{
    char subject[AUDIT_SUBJECT_SIZE];
    struct uuid id;
    json_t *out = NULL;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status && uuid_is_nil(&id))
        status = GH_NOT_FOUND;
    if (!status)
        status = find(rq, &id, &out);
    if (status)
        return status;
    /* The page asks every few seconds: one reveal of the whole list for an account. */
    audit_subject_id("roll-call", &id, subject);
    status = audit_view_once(
        rq, &(struct audit_entry){rq->now, rq->session->account, "roll-call-viewed", subject, "", rq->address},
        SEEN_WITHIN);
    if (!status)
        status = add_rows(rq, &id, out);
    if (status) {
        json_decref(out);
        return status;
    }
    return reply_json(rq, reply, 200, out);
}

/* ---- What people do ---- */

enum gh_status roll_call_post(struct request *rq, struct reply *reply)
{
    const struct audit_act act = act_of(rq);
    json_int_t campus = 0;
    struct uuid id;
    bool started;
    char text[UUID_TEXT_SIZE];
    if (json_unpack(rq->json, "{s:I}", "campus", &campus) != 0 || campus < 1 || campus > CAMPUS_MAX)
        return GH_MALFORMED;
    if (!session_grant(rq->session, OFFICE, 0, campus))
        return GH_DENIED;
    enum gh_status status = roll_call_start(&act, campus, &id, &started);
    if (status)
        return status;
    uuid_format(&id, text);
    return reply_json(rq, reply, started ? 201 : 200, json_pack("{s:s, s:b}", "id", text, "started", (int)started));
}

static enum roll_mark mark_of(const char *word)
{
    for (int mark = 0; mark < ROLL_MARK_COUNT; mark++)
        if (strcmp(word, roll_mark_name((enum roll_mark)mark)) == 0)
            return (enum roll_mark)mark;
    return ROLL_MARK_COUNT;
}

enum gh_status roll_call_tick_post(struct request *rq, struct reply *reply)
{
    const struct audit_act act = act_of(rq);
    const char *subject_text = "", *word = "";
    struct uuid id, subject;
    if (json_unpack(rq->json, "{s:s, s:s}", "subject", &subject_text, "mark", &word) != 0 ||
        uuid_parse(bytes_of_string(subject_text), &subject) || mark_of(word) == ROLL_MARK_COUNT)
        return GH_MALFORMED;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = roll_call_tick(&act, rq->scope, &id, &subject, mark_of(word));
    if (status == GH_GONE)
        return reply_problem(rq, reply, PROBLEM_ROLL_CALL_ENDED, NULL);
    return status ? status : reply_empty(reply);
}

enum gh_status roll_call_end_post(struct request *rq, struct reply *reply)
{
    const struct audit_act act = act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = roll_call_end(&act, rq->scope, &id);
    return status ? status : reply_empty(reply);
}
