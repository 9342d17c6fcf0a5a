/* Endpoints of the list of remarks, for administrators. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/feedback_act.h"
#include "api/application_reply.h"
#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/feedback_json.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/feedback.h"
#include "wire/seal.h"

#define CURSOR_SIZE 64
#define PAGE_MAX 100
#define TIME_MAX INT64_C(253402300800000) /* year 10000 */

static bool read_cursor(const struct request *rq, struct feedback_filter *out)
{
    const char *text = request_query(rq, "cursor");
    char *end = NULL;
    if (!text || !*text)
        return true;
    out->before = strtoll(text, &end, 10);
    return (out->before > 0 && *end == '_' && !uuid_parse(bytes_of_string(end + 1), &out->before_id)) ||
           !request_query_refuse(rq, "cursor");
}

static enum gh_status read_filter(const struct request *rq, struct feedback_filter *out)
{
    static const struct query_words states = {feedback_state_name, 0, FEEDBACK_STATES};
    int state = -1;
    *out = (struct feedback_filter){.before = TIME_MAX};
    memset(out->before_id.b, 0xff, UUID_LEN);
    const bool ok = !request_query_word(rq, "state", &states, -1, &state) &&
                    !request_query_number(rq, "campus", -1, INT32_MAX, -1, &out->campus) &&
                    !request_query_number(rq, "limit", 1, PAGE_MAX, 50, &out->limit) && read_cursor(rq, out);
    out->state = state < 0 ? "" : feedback_state_name(state);
    return ok ? GH_OK : GH_MALFORMED;
}

static enum gh_status feedback_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    const char *text = "";
    enum gh_status status = feedback_row_text(rq, rows, &text);
    if (status)
        return status;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "id",
                     rows_id(rows, FEEDBACK_COLUMN_ID), "at", rows_number(rows, FEEDBACK_COLUMN_AT), "last_at",
                     rows_number(rows, FEEDBACK_COLUMN_LAST_AT), "origin", rows_text(rows, FEEDBACK_COLUMN_ORIGIN),
                     "page", rows_text(rows, FEEDBACK_COLUMN_PAGE), "campus", rows_number(rows, FEEDBACK_COLUMN_CAMPUS),
                     "from", rows_text_or_null(rows, FEEDBACK_COLUMN_FROM), "application_number",
                     rows_text_or_null(rows, FEEDBACK_COLUMN_NUMBER), "agent", rows_text(rows, FEEDBACK_COLUMN_AGENT),
                     "text", text, "picture", rows_bool(rows, FEEDBACK_COLUMN_PICTURE), "state",
                     rows_text(rows, FEEDBACK_COLUMN_STATE));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static json_t *next_json(const json_t *last)
{
    char text[CURSOR_SIZE];
    if (!last)
        return json_null();
    (void)snprintf(text, sizeof text, "%lld_%s", (long long)json_integer_value(json_object_get(last, "last_at")),
                   json_string_value(json_object_get(last, "id")));
    return json_string(text);
}

enum gh_status feedback_list_get(struct request *rq, struct reply *reply)
{
    struct feedback_filter filter;
    struct db_rows rows = {0};
    bool more = false;
    enum gh_status status = read_filter(rq, &filter);
    if (!status)
        status = audit_list(rq, "feedback");
    if (status)
        return status;
    const size_t page = (size_t)filter.limit++;
    json_t *items = json_array();
    status =
        rows_collect(rq, &rows, feedback_query(rq->db, &rows, rq->scope, &filter), feedback_json, page, items, &more);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(
        rq, reply, 200,
        json_pack("{s:o, s:o}", "items", items, "next", next_json(more ? json_array_get(items, page - 1) : NULL)));
}

enum gh_status feedback_count_get(struct request *rq, struct reply *reply)
{
    int64_t open = 0;
    enum gh_status status = feedback_count(rq->db, rq->scope, &open);
    return status ? status : reply_json(rq, reply, 200, json_pack("{s:I}", "open", (json_int_t)open));
}

/* ---- One with its history ---- */

static enum gh_status step_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    const char *text = "";
    enum gh_status status = feedback_step_text(rq, rows, &text);
    if (status)
        return status;
    *out = json_pack("{s:o, s:o, s:o, s:s}", "at", rows_number(rows, FEEDBACK_STEP_AT), "by",
                     rows_text_or_null(rows, FEEDBACK_STEP_BY), "action", rows_text(rows, FEEDBACK_STEP_ACTION), "text",
                     text);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status add_history(struct request *rq, const struct uuid *id, json_t *one)
{
    struct db_rows rows = {0};
    json_t *steps = json_array();
    enum gh_status status =
        rows_collect(rq, &rows, feedback_steps(rq->db, &rows, id), step_json, SIZE_MAX, steps, NULL);
    return json_object_set_new(one, "history", steps) != 0 ? GH_NO_MEMORY : status;
}

enum gh_status feedback_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    struct uuid id;
    json_t *one = NULL;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = feedback_load(rq->db, &rows, rq->scope, &id);
    if (!status)
        status = db_next(&rows);
    if (!status)
        status = feedback_json(rq, &rows, &one);
    db_rows_end(&rows);
    if (!status)
        status = add_history(rq, &id, one);
    if (status) {
        json_decref(one);
        return status;
    }
    return reply_json(rq, reply, 200, one);
}

/* No picture without a record. */
enum gh_status feedback_picture_get(struct request *rq, struct reply *reply)
{
    struct uuid id;
    uint8_t *picture = NULL;
    size_t len = 0;
    char subject[AUDIT_SUBJECT_SIZE];
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = feedback_picture(rq->db, rq->server->vault, rq->scope, &id, &picture, &len);
    if (!status) {
        audit_subject_id("feedback", &id, subject);
        status = audit_write(
            rq->db, &(struct audit_entry){rq->now, rq->session->account, "feedback-picture", subject, "", rq->address});
    }
    if (!status)
        status = reply_bytes(rq, reply, 200, "image/jpeg", BYTES(picture, len));
    seal_wipe(picture, len);
    return status;
}

/* ---- Acting ---- */

static bool read_wish(const json_t *json, struct feedback_wish *out)
{
    const char *action = "";
    *out = (struct feedback_wish){.text = ""};
    if (json_unpack((json_t *)json, "{s:s, s?s}", "action", &action, "text", &out->text) != 0)
        return false;
    int found = 0;
    while (found < FEEDBACK_ACTIONS && strcmp(action, feedback_action_name(found)) != 0)
        found++;
    out->action = (enum feedback_action)found;
    return found < FEEDBACK_ACTIONS &&
           (out->action == FEEDBACK_ANSWER ? feedback_text_fits(bytes_of_string(out->text)) : !*out->text);
}

enum gh_status feedback_action_post(struct request *rq, struct reply *reply)
{
    const struct act_context context = act_context_of(rq);
    struct feedback_wish wish;
    struct uuid id;
    if (!read_wish(rq->json, &wish))
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = feedback_act(&context, rq->session->account, rq->scope, &id, &wish);
    return status ? status : reply_empty(reply);
}
