/* Endpoints of filings by mail, for officers: what the mailbox brought, and taking it over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/mail_take.h"
#include "api/application_reply.h"
#include "api/audit_view.h"
#include "api/consent_json.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/mail_filing.h"

#define TIME_MAX INT64_C(253402300800000) /* year 10000 */
#define CURSOR_SIZE 64

static const char *state_name(int value)
{
    return value == 0 ? "open" : value == 1 ? "aside" : NULL;
}

static json_t *member(const json_t *content, const char *name)
{
    json_t *value = json_object_get(content, name);
    return value ? json_incref(value) : json_string("");
}

/* ---- The list ---- */

static json_t *head_json(struct db_rows *rows, const json_t *content)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", rows_id(rows, MAIL_FILING_ID), "state",
                     rows_text(rows, MAIL_FILING_STATE), "reason", rows_text(rows, MAIL_FILING_REASON), "arrived_at",
                     rows_number(rows, MAIL_FILING_ARRIVED_AT), "people", rows_number(rows, MAIL_FILING_PEOPLE),
                     "faulty", rows_number(rows, MAIL_FILING_FAULTY), "from", member(content, "from"), "from_name",
                     member(content, "from_name"), "subject", member(content, "subject"));
}

static enum gh_status item_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    json_t *content = NULL;
    enum gh_status status = mail_filing_content(rq->server->vault, rows, &content);
    if (status)
        return status;
    *out = head_json(rows, content);
    json_decref(content);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static bool read_cursor(const struct request *rq, tick *before, struct uuid *id)
{
    const char *text = request_query(rq, "cursor");
    char *end = NULL;
    *before = TIME_MAX;
    memset(id->b, 0xff, UUID_LEN);
    if (!text || !*text)
        return true;
    *before = strtoll(text, &end, 10);
    return (*before > 0 && *end == '_' && !uuid_parse(bytes_of_string(end + 1), id)) ||
           !request_query_refuse(rq, "cursor");
}

static json_t *next_json(const json_t *last)
{
    char text[CURSOR_SIZE];
    if (!last)
        return json_null();
    (void)snprintf(text, sizeof text, "%lld_%s", (long long)json_integer_value(json_object_get(last, "arrived_at")),
                   json_string_value(json_object_get(last, "id")));
    return json_string(text);
}

enum gh_status mail_filings_get(struct request *rq, struct reply *reply)
{
    static const struct query_words states = {state_name, 0, 2};
    struct db_rows rows = {0};
    struct uuid before_id;
    tick before;
    int64_t limit = 0;
    int state = 0;
    bool more = false;
    if (request_query_word(rq, "state", &states, 0, &state) ||
        request_query_number(rq, "limit", 1, MAIL_FILING_PAGE_MAX, 50, &limit) || !read_cursor(rq, &before, &before_id))
        return GH_MALFORMED;
    json_t *items = json_array();
    enum gh_status status = audit_list(rq, "mail-filings");
    if (!status)
        status = rows_collect(
            rq, &rows, mail_filing_query(rq->db, &rows, rq->scope, state_name(state), before, &before_id, limit + 1),
            item_json, (size_t)limit, items, &more);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200,
                      json_pack("{s:o, s:o}", "items", items, "next",
                                next_json(more ? json_array_get(items, (size_t)limit - 1) : NULL)));
}

/* ---- One mail ---- */

static enum gh_status add_rest(struct request *rq, const json_t *content, json_t *one)
{
    json_t *rows = json_object_get(content, "rows");
    enum gh_status status = import_rows_translate(rq, rows);
    bool failed = json_object_set_new(one, "text", member(content, "text")) != 0;
    failed |= json_object_set_new(one, "file", member(content, "file")) != 0;
    failed |= json_object_set_new(one, "list_fault", member(content, "list_fault")) != 0;
    failed |= json_object_set(one, "rows", rows) != 0;
    return status ? status : failed ? GH_NO_MEMORY : GH_OK;
}

enum gh_status mail_filing_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    struct uuid id;
    json_t *content = NULL, *one = NULL;
    char subject[AUDIT_SUBJECT_SIZE];
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = mail_filing_load(rq->db, &rows, rq->scope, &id);
    if (!status && !(status = db_next(&rows)) && !(status = mail_filing_content(rq->server->vault, &rows, &content)) &&
        !(one = head_json(&rows, content)))
        status = GH_NO_MEMORY;
    db_rows_end(&rows);
    if (!status)
        status = add_rest(rq, content, one);
    json_decref(content);
    if (!status) {
        audit_subject_id("mail", &id, subject);
        status = audit_view(
            rq, &(struct audit_entry){rq->now, rq->session->account, "mail-viewed", subject, "", rq->address});
    }
    if (status) {
        json_decref(one);
        return status;
    }
    return reply_json(rq, reply, 200, one);
}

/* ---- Acting ---- */

static enum gh_status settle(struct request *rq, struct reply *reply, enum gh_status status,
                             const struct act_result *result, struct application *after)
{
    if (status == GH_MALFORMED && result->errors.count)
        return application_refusal(rq, reply, PROBLEM_INVALID, &result->errors);
    if (status)
        return status;
    if (result->answer != FLOW_ALLOWED)
        return application_refusal(rq, reply, problem_of_answer(result->answer), &result->errors);
    status = application_reply(rq, reply, 201, after);
    application_free(after);
    return status;
}

enum gh_status mail_filing_take_post(struct request *rq, struct reply *reply)
{
    struct act_context context = act_context_of(rq);
    struct act_result *result = request_alloc(rq, sizeof *result);
    struct application after = {0};
    struct consent_given given;
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = consent_read(rq, json_object_get(rq->json, "consent"), &given, &result->errors);
    if (!status && result->errors.count)
        return application_refusal(rq, reply, PROBLEM_INVALID, &result->errors);
    if (!status)
        status = mail_take(&context, rq->session, rq->scope, &id, rq->json, &given, result, &after);
    return settle(rq, reply, status, result, &after);
}

enum gh_status mail_filing_delete(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = mail_filing_remove(&act, rq->scope, &id);
    return status ? status : reply_empty(reply);
}
