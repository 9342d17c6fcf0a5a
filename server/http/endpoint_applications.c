#include <string.h>

#include "act/application_list.h"
#include "http/application_reply.h"
#include "http/endpoints.h"
#include "http/rows_json.h"
#include "http/server.h"
#include "records/places.h"
#include "records/watch.h"

#define STATES_MAX 160 /* bytes of the state parameter */
#define TIME_MAX (INT64_C(253402300799) * TICK_SECOND)

/* Enough of an application to know what can be done with it. */
static enum gh_status read_roles(struct db_rows *rows, struct application *a)
{
    char state[24];
    enum gh_status status = db_copy_text(rows, 2, state, sizeof state);
    if (!status && flow_state_from_name(state, &a->state))
        status = GH_CORRUPT;
    a->unit = db_int(rows, 4);
    a->campus = db_int(rows, 7);
    a->applicant = db_int(rows, 10);
    a->walk_up = db_int(rows, 22) != 0;
    return status;
}

static enum gh_status row_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct application a = {0};
    struct uuid id;
    char id_text[UUID_TEXT_SIZE];
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (!status)
        status = read_roles(rows, &a);
    if (status)
        return status;
    uuid_format(&id, id_text);
    json_t *applicant = json_pack("{s:I, s:o}", "id", (json_int_t)a.applicant, "display_name", rows_text(rows, 11));
    *out = json_pack("{s:s, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:o, s:o, s:n, "
                     "s:b, s:i}",
                     "id", id_text, "number", rows_text(rows, 1), "state", rows_text(rows, 2), "version",
                     (json_int_t)db_int(rows, 3), "actions", application_actions_json(rq->session, &a), "unit",
                     rows_named(rows, 4), "campus", rows_named(rows, 7), "applicant", applicant, "kind",
                     rows_text(rows, 12), "purpose", rows_text(rows, 13), "host_name", rows_text(rows, 14), "first_at",
                     rows_number_or_null(rows, 15), "last_at", rows_number_or_null(rows, 16), "entrants",
                     (json_int_t)db_int(rows, 17), "persons", (json_int_t)db_int(rows, 18), "vehicles",
                     (json_int_t)db_int(rows, 19), "first_name_masked", rows_text(rows, 20), "submitted_at",
                     rows_number_or_null(rows, 21), "submit_by", "walk_up", (int)db_int(rows, 22), "hints", 0);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status read_filter(struct request *rq, struct list_filter *f)
{
    const char *view = request_query(rq, "view"), *q = request_query(rq, "q"), *cursor = request_query(rq, "cursor");
    f->states = request_query(rq, "state");
    f->q = q ? q : "";
    f->q_like = rows_like(rq, f->q);
    f->cursor = cursor ? cursor : "";
    if (list_view_from_name(view ? view : "mine", &f->view) || (f->states && strlen(f->states) > STATES_MAX))
        return GH_MALFORMED;
    enum gh_status status = request_query_number(rq, "limit", 1, 100, 30, &f->limit);
    if (!status)
        status = request_query_number(rq, "campus", 0, INT32_MAX, 0, &f->campus);
    if (!status)
        status = request_query_number(rq, "unit", 0, INT32_MAX, 0, &f->unit);
    if (!status)
        status = request_query_number(rq, "from", 0, TIME_MAX, 0, &f->from);
    return status ? status : request_query_number(rq, "to", 0, TIME_MAX, 0, &f->to);
}

/* Whether somebody still has to decide, or to submit. */
static bool is_open(const json_t *item)
{
    static const enum flow_state open[] = {FLOW_DRAFT, FLOW_SENT_BACK, FLOW_UNIT_REVIEW, FLOW_SECURITY_REVIEW,
                                           FLOW_CONFIRMING};
    const char *state = json_string_value(json_object_get(item, "state"));
    for (size_t i = 0; state && i < sizeof open / sizeof open[0]; i++)
        if (strcmp(state, flow_state_name(open[i])) == 0)
            return true;
    return false;
}

static enum gh_status add_some_hints(struct request *rq, json_t *const *items, size_t count)
{
    struct watch_row rows[WATCH_ROWS] = {0};
    enum gh_status status = GH_OK;
    for (size_t i = 0; i < count && !status; i++) {
        status = uuid_parse(bytes_of_string(json_string_value(json_object_get(items[i], "id"))), &rows[i].id);
        rows[i].persons = json_integer_value(json_object_get(items[i], "persons"));
        rows[i].vehicles = json_integer_value(json_object_get(items[i], "vehicles"));
    }
    if (!status)
        status = watch_count_hints(rq->db, rows, count);
    for (size_t i = 0; i < count && !status; i++)
        if (json_object_set_new(items[i], "hints", json_integer(rows[i].hints)) != 0)
            status = GH_NO_MEMORY;
    return status;
}

/* Of a page that is complete: what there is to look at, in those that are not decided. */
static enum gh_status add_hints(struct request *rq, json_t *items)
{
    json_t *some[WATCH_ROWS], *item;
    size_t i, count = 0;
    enum gh_status status = GH_OK;
    json_array_foreach(items, i, item)
    {
        if (is_open(item))
            some[count++] = item;
        if (count == WATCH_ROWS && !status) {
            status = add_some_hints(rq, some, count);
            count = 0;
        }
    }
    return status || count == 0 ? status : add_some_hints(rq, some, count);
}

/* By when those have to be submitted that are not yet. */
static enum gh_status add_submit_by(struct request *rq, json_t *items)
{
    struct campus *campus = NULL;
    size_t i;
    json_t *item;
    json_array_foreach(items, i, item)
    {
        const char *state = json_string_value(json_object_get(item, "state"));
        const json_t *first = json_object_get(item, "first_at");
        int64_t id = json_integer_value(json_object_get(json_object_get(item, "campus"), "id"));
        bool open = state && (strcmp(state, flow_state_name(FLOW_DRAFT)) == 0 ||
                              strcmp(state, flow_state_name(FLOW_SENT_BACK)) == 0);
        if (!open || !json_is_integer(first) || !id)
            continue;
        if (!campus)
            campus = request_alloc(rq, sizeof *campus);
        enum gh_status status = campus->id == id ? GH_OK : campus_load(rq->db, id, rq->now, campus);
        if (status == GH_NOT_FOUND)
            continue;
        if (status)
            return status;
        tick by = calendar_submit_by(&campus->calendar, calendar_day_of(&campus->calendar, json_integer_value(first)));
        if (json_object_set_new(item, "submit_by", json_integer(by)) != 0)
            return GH_NO_MEMORY;
    }
    return GH_OK;
}

enum gh_status applications_get(struct request *rq, struct reply *reply)
{
    struct list_filter filter = {0};
    struct db_rows rows = {0};
    json_t *items = json_array();
    char *next = NULL;
    size_t shown = 0;
    enum gh_status status = read_filter(rq, &filter);
    size_t limit = (size_t)filter.limit;
    filter.limit++;
    if (!status)
        status = list_query(rq->db, &rows, rq->session, &filter);
    while (!status && shown < limit && !(status = db_next(&rows))) {
        json_t *one = NULL;
        status = row_json(rq, &rows, &one);
        if (!status && json_array_append_new(items, one) != 0)
            status = GH_NO_MEMORY;
        if (!status && ++shown == limit) {
            next = request_alloc(rq, LIST_CURSOR_SIZE);
            status = list_cursor(&rows, &filter, next);
        }
    }
    if (!status && db_next(&rows) == GH_NOT_FOUND)
        next = NULL;
    db_rows_end(&rows);
    status = status == GH_NOT_FOUND ? GH_OK : status;
    if (!status)
        status = add_hints(rq, items);
    if (!status)
        status = add_submit_by(rq, items);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:s?}", "items", items, "next", next));
}

static enum gh_status count_view(struct request *rq, enum list_view view, json_t *out)
{
    struct db_rows rows = {0};
    json_t *counts = json_object();
    enum gh_status status = list_counts(rq->db, &rows, rq->session, view);
    while (!status && !(status = db_next(&rows))) {
        struct bytes state = db_bytes(&rows, 0);
        const char *key = request_copy(rq, state);
        if (json_object_set_new(counts, key, json_integer(db_int(&rows, 1))) != 0)
            status = GH_NO_MEMORY;
    }
    db_rows_end(&rows);
    if (json_object_set_new(out, list_view_name(view), counts) != 0)
        return GH_NO_MEMORY;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status applications_counts_get(struct request *rq, struct reply *reply)
{
    static const enum list_view counted[] = {LIST_MINE, LIST_UNIT, LIST_SECURITY};
    json_t *out = json_object();
    enum gh_status status = out ? GH_OK : GH_NO_MEMORY;
    for (size_t i = 0; !status && i < sizeof counted / sizeof counted[0]; i++)
        status = count_view(rq, counted[i], out);
    if (status) {
        json_decref(out);
        return status;
    }
    return reply_json(rq, reply, 200, out);
}

#define BATCH_MAX 100

/* One of many: its failure is its own. */
static json_t *act_on_one(struct request *rq, const json_t *item, enum flow_action action, const char *remark)
{
    struct act_context context = act_context_of(rq);
    struct act_result *result = request_alloc(rq, sizeof *result);
    const char *id_text = json_string_value(json_object_get(item, "id"));
    struct act_wish wish = {
        .action = action, .version = json_integer_value(json_object_get(item, "version")), .remark = remark};
    struct uuid id;
    enum gh_status status = id_text && !uuid_parse(bytes_of_string(id_text), &id) ? GH_OK : GH_NOT_FOUND;
    if (!status)
        status = act_perform(&context, rq->session, &id, &wish, result, NULL);
    bool ok = !status && result->answer == FLOW_ALLOWED;
    const struct problem_text *problem =
        problem_text(status ? problem_of_status(status) : problem_of_answer(result->answer));
    return json_pack("{s:s, s:b, s:s?, s:s?}", "id", id_text ? id_text : "", "ok", (int)ok, "code",
                     ok ? NULL : problem->code, "title", ok ? NULL : request_tr(rq, problem->title));
}

enum gh_status applications_action_post(struct request *rq, struct reply *reply)
{
    const char *name = json_string_value(json_object_get(rq->json, "action"));
    const char *remark = json_string_value(json_object_get(rq->json, "remark"));
    const json_t *items = json_object_get(rq->json, "items"), *item;
    enum flow_action action;
    size_t i;
    if (!name || flow_action_from_name(name, &action) || (action != FLOW_UNIT_PASS && action != FLOW_SECURITY_PASS) ||
        !json_is_array(items) || json_array_size(items) > BATCH_MAX)
        return GH_MALFORMED;
    json_t *results = json_array();
    json_array_foreach(items, i, item)
    {
        if (json_array_append_new(results, act_on_one(rq, item, action, remark ? remark : "")) != 0) {
            json_decref(results);
            return GH_NO_MEMORY;
        }
    }
    return reply_json(rq, reply, 200, json_pack("{s:o}", "items", results));
}
