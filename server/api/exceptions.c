/* Endpoints of the inbox of exceptions, for reviewers. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/exception_filter.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/exception.h"
#include "records/record.h"
#include "review/exception_act.h"
#include "token/short_number.h"
#include "wire/entry.h"

#define CURSOR_SIZE 64
#define TIME_MAX INT64_C(253402300800000) /* year 10000 */

/* ---- The filters ---- */

static const char *state_name(int value)
{
    return value == 0 ? "open" : value == 1 ? "closed" : NULL;
}

static bool read_cursor(const struct request *rq, struct exception_filter *out)
{
    const char *text = request_query(rq, "cursor");
    char *end = NULL;
    if (!text || !*text)
        return true;
    out->before = strtoll(text, &end, 10);
    return (out->before > 0 && *end == '_' && !uuid_parse(bytes_of_string(end + 1), &out->before_id)) ||
           !request_query_refuse(rq, "cursor");
}

enum gh_status exception_filter_read(const struct request *rq, struct exception_filter *out)
{
    static const struct query_words kinds = {exception_kind_name, 0, EXCEPTION_KINDS}, states = {state_name, 0, 2};
    int kind = -1, state = -1;
    struct exception_filter f = {.before = TIME_MAX};
    memset(f.before_id.b, 0xff, UUID_LEN);
    bool ok = !request_query_word(rq, "kind", &kinds, -1, &kind) &&
              !request_query_word(rq, "state", &states, -1, &state) &&
              !request_query_number(rq, "campus", 0, INT32_MAX, 0, &f.campus) &&
              !request_query_number(rq, "gate", -1, 15, -1, &f.gate) &&
              !request_query_number(rq, "assignee", EXCEPTION_NOBODY, INT32_MAX, 0, &f.assignee) &&
              !request_query_number(rq, "from", 0, TIME_MAX, 0, &f.from) &&
              !request_query_number(rq, "to", 0, TIME_MAX, TIME_MAX, &f.to) &&
              !request_query_number(rq, "limit", 1, EXCEPTION_PAGE_MAX, 50, &f.limit) && read_cursor(rq, &f);
    f.kind = kind < 0 ? "" : exception_kind_name(kind);
    f.state = state < 0 ? "" : state_name(state);
    *out = f;
    return ok ? GH_OK : GH_MALFORMED;
}

/* ---- One exception ---- */

static json_t *pass_json(struct db_rows *rows)
{
    char number[SHORT_NUMBER_LEN + 1], shown[SHORT_NUMBER_TEXT_SIZE] = "";
    if (db_is_null(rows, EXCEPTION_COLUMN_PASS))
        return json_null();
    if (db_bytes(rows, EXCEPTION_COLUMN_PASS_NUMBER).len == SHORT_NUMBER_LEN &&
        !db_copy_text(rows, EXCEPTION_COLUMN_PASS_NUMBER, number, sizeof number))
        short_number_format(number, shown);
    return json_pack("{s:o, s:s, s:o, s:o}", "id", rows_id(rows, EXCEPTION_COLUMN_PASS), "number", shown, "application",
                     rows_id(rows, EXCEPTION_COLUMN_APPLICATION), "application_number",
                     rows_text_or_null(rows, EXCEPTION_COLUMN_APPLICATION_NUMBER));
}

static json_t *entry_json(struct db_rows *rows)
{
    if (db_is_null(rows, EXCEPTION_COLUMN_ENTRY))
        return json_null();
    return json_pack("{s:o, s:o, s:s}", "id", rows_id(rows, EXCEPTION_COLUMN_ENTRY), "at",
                     rows_number(rows, EXCEPTION_COLUMN_ENTRY_AT), "override",
                     override_reason_name((enum override_reason)db_int(rows, EXCEPTION_COLUMN_ENTRY_OVERRIDE)));
}

static json_t *other_json(struct db_rows *rows)
{
    if (db_is_null(rows, EXCEPTION_COLUMN_OTHER))
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o}", "id", rows_id(rows, EXCEPTION_COLUMN_OTHER), "at",
                     rows_number(rows, EXCEPTION_COLUMN_OTHER_AT), "gate_name",
                     rows_text(rows, EXCEPTION_COLUMN_OTHER_GATE_NAME), "gate_name_en",
                     rows_text(rows, EXCEPTION_COLUMN_OTHER_GATE_NAME_EN));
}

static json_t *assignee_json(struct db_rows *rows)
{
    if (db_is_null(rows, EXCEPTION_COLUMN_ASSIGNEE))
        return json_null();
    return json_pack("{s:o, s:o}", "id", rows_number(rows, EXCEPTION_COLUMN_ASSIGNEE), "name",
                     rows_text(rows, EXCEPTION_COLUMN_ASSIGNEE_NAME));
}

static json_t *closed_json(struct db_rows *rows)
{
    if (db_is_null(rows, EXCEPTION_COLUMN_CLOSED_AT))
        return json_null();
    return json_pack("{s:o, s:o, s:o}", "at", rows_number(rows, EXCEPTION_COLUMN_CLOSED_AT), "by",
                     rows_text_or_null(rows, EXCEPTION_COLUMN_CLOSED_BY), "reason",
                     rows_text(rows, EXCEPTION_COLUMN_REASON));
}

static enum gh_status exception_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
        rows_id(rows, EXCEPTION_COLUMN_ID), "kind", rows_text(rows, EXCEPTION_COLUMN_KIND), "campus",
        rows_number(rows, EXCEPTION_COLUMN_CAMPUS), "gate", rows_number(rows, EXCEPTION_COLUMN_GATE), "gate_name",
        rows_text(rows, EXCEPTION_COLUMN_GATE_NAME), "gate_name_en", rows_text(rows, EXCEPTION_COLUMN_GATE_NAME_EN),
        "device", rows_id(rows, EXCEPTION_COLUMN_DEVICE), "device_name", rows_text(rows, EXCEPTION_COLUMN_DEVICE_NAME),
        "entry", entry_json(rows), "other", other_json(rows), "pass", pass_json(rows), "first_at",
        rows_number(rows, EXCEPTION_COLUMN_FIRST_AT), "last_at", rows_number(rows, EXCEPTION_COLUMN_LAST_AT), "count",
        rows_number(rows, EXCEPTION_COLUMN_COUNT), "state", rows_text(rows, EXCEPTION_COLUMN_STATE), "assignee",
        assignee_json(rows), "closed", closed_json(rows));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* ---- The list ---- */

static json_t *next_json(const json_t *last)
{
    char text[CURSOR_SIZE];
    if (!last)
        return json_null();
    (void)snprintf(text, sizeof text, "%lld_%s", (long long)json_integer_value(json_object_get(last, "last_at")),
                   json_string_value(json_object_get(last, "id")));
    return json_string(text);
}

enum gh_status exceptions_get(struct request *rq, struct reply *reply)
{
    struct exception_filter filter;
    struct db_rows rows = {0};
    bool more = false;
    enum gh_status status = exception_filter_read(rq, &filter);
    if (status)
        return status;
    size_t page = (size_t)filter.limit++;
    json_t *items = json_array();
    status =
        rows_collect(rq, &rows, exception_query(rq->db, &rows, rq->scope, &filter), exception_json, page, items, &more);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(
        rq, reply, 200,
        json_pack("{s:o, s:o}", "items", items, "next", next_json(more ? json_array_get(items, page - 1) : NULL)));
}

enum gh_status exceptions_count_get(struct request *rq, struct reply *reply)
{
    struct exception_counts counts = {0};
    enum gh_status status = exception_count(rq->db, rq->scope, rq->session->account, &counts);
    return status ? status
                  : reply_json(rq, reply, 200,
                               json_pack("{s:I, s:I}", "open", (json_int_t)counts.open, "own", (json_int_t)counts.own));
}

/* ---- One with its history ---- */

static enum gh_status step_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    char remark[EXCEPTION_REMARK_MAX + 1];
    enum gh_status status = db_copy_blob(rows, EXCEPTION_STEP_ID, id.b, UUID_LEN);
    if (!status)
        status =
            record_open(rq->server->vault, "exception.remark", &id, rows, EXCEPTION_STEP_REMARK, remark, sizeof remark);
    if (status)
        return status;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:s}", "at", rows_number(rows, EXCEPTION_STEP_AT), "by",
                     rows_text_or_null(rows, EXCEPTION_STEP_BY), "action", rows_text(rows, EXCEPTION_STEP_ACTION),
                     "assignee", rows_text_or_null(rows, EXCEPTION_STEP_ASSIGNEE), "reason",
                     rows_text_or_null(rows, EXCEPTION_STEP_REASON), "remark", remark);
    sodium_memzero(remark, sizeof remark);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status account_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o}", "id", rows_number(rows, 0), "name", rows_text(rows, 1));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* Adds the history and the accounts that it can be assigned to. */
static enum gh_status add_rest(struct request *rq, const struct uuid *id, json_t *one)
{
    struct db_rows rows = {0};
    json_t *steps = json_array(), *people = json_array();
    const int64_t campus = json_integer_value(json_object_get(one, "campus"));
    enum gh_status status =
        rows_collect(rq, &rows, exception_steps(rq->db, &rows, id), step_json, SIZE_MAX, steps, NULL);
    if (!status)
        status =
            rows_collect(rq, &rows, exception_assignees(rq->db, &rows, campus), account_json, SIZE_MAX, people, NULL);
    if (json_object_set_new(one, "history", steps) != 0 || json_object_set_new(one, "assignees", people) != 0)
        return GH_NO_MEMORY;
    return status;
}

enum gh_status exception_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    struct uuid id;
    json_t *one = NULL;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = exception_load(rq->db, &rows, rq->scope, &id);
    if (!status)
        status = db_next(&rows);
    if (!status)
        status = exception_json(rq, &rows, &one);
    db_rows_end(&rows);
    if (!status)
        status = add_rest(rq, &id, one);
    if (status) {
        json_decref(one);
        return status;
    }
    return reply_json(rq, reply, 200, one);
}

/* ---- Acting ---- */

static bool is_peoples_reason(const char *reason)
{
    for (int i = 0; i < EXCEPTION_PEOPLES_COUNT; i++)
        if (strcmp(reason, exception_reason_name(i)) == 0)
            return true;
    return false;
}

static bool read_wish(const json_t *json, struct exception_wish *out)
{
    const char *action = "";
    json_int_t assignee = 0;
    *out = (struct exception_wish){.reason = "", .remark = ""};
    if (json_unpack((json_t *)json, "{s:s, s?I, s?s, s?s}", "action", &action, "assignee", &assignee, "reason",
                    &out->reason, "remark", &out->remark) != 0)
        return false;
    int found = 0;
    while (found < EXCEPTION_ACTIONS && strcmp(action, exception_action_name(found)) != 0)
        found++;
    out->action = (enum exception_action)found;
    out->assignee = assignee;
    return found < EXCEPTION_ACTIONS && strlen(out->remark) <= EXCEPTION_REMARK_MAX && assignee >= 0 &&
           (out->action != EXCEPTION_CLOSE || is_peoples_reason(out->reason));
}

enum gh_status exception_action_post(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    struct exception_wish wish;
    struct uuid id;
    if (!read_wish(rq->json, &wish))
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    const bool needs_remark =
        wish.action == EXCEPTION_REMARK || (wish.action == EXCEPTION_CLOSE && strcmp(wish.reason, "other") == 0);
    if (needs_remark && !*wish.remark)
        return reply_problem(rq, reply, PROBLEM_REMARK_MISSING, NULL);
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = exception_act(&act, rq->server->vault, rq->scope, &id, &wish);
    return status ? status : reply_empty(reply);
}
