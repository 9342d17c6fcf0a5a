/* Endpoints with which somebody who is signed in sends remarks and reads the answers. */
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/feedback_json.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/feedback.h"

/* Reads the address of a page, without what follows a question mark: a filter may name somebody. */
static bool read_page(struct request *rq, const char *page, const char **out)
{
    const size_t len = strcspn(page, "?#");
    *out = request_text(rq, "%.*s", (int)len, page);
    return page[0] == '/' && len <= FEEDBACK_PAGE_MAX;
}

static enum problem read_new(struct request *rq, struct feedback_new *out)
{
    const char *page = "", *text = "", *picture = NULL;
    *out = (struct feedback_new){.origin = FEEDBACK_PAGE, .account = rq->session->account};
    if (json_unpack(rq->json, "{s:s, s:s, s?s}", "page", &page, "text", &text, "picture", &picture) != 0 ||
        !read_page(rq, page, &out->page) || !feedback_text_fits(bytes_of_string(text)))
        return PROBLEM_BAD_REQUEST;
    out->text = text;
    out->agent = feedback_agent(rq);
    return feedback_picture_read(rq, picture, FEEDBACK_PICTURE_MAX, &out->picture);
}

enum gh_status feedback_post(struct request *rq, struct reply *reply)
{
    struct feedback_new remark;
    struct uuid id;
    char text[UUID_TEXT_SIZE];
    const enum problem problem = read_new(rq, &remark);
    if (problem != PROBLEM_COUNT)
        return reply_problem(rq, reply, problem, NULL);
    enum gh_status status = feedback_campus(rq->db, rq->session->account, &remark.campus);
    if (!status)
        status = feedback_add(rq->db, rq->server->vault, &remark, rq->now, &id);
    if (status == GH_DENIED)
        return reply_problem(rq, reply, PROBLEM_FEEDBACK_OFTEN, NULL);
    if (status)
        return status;
    uuid_format(&id, text);
    return reply_json(rq, reply, 201, json_pack("{s:s}", "id", text));
}

static enum gh_status own_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    const char *text = "";
    enum gh_status status = feedback_row_text(rq, rows, &text);
    if (status)
        return status;
    *out = json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:[]}", "id", rows_id(rows, FEEDBACK_COLUMN_ID), "at",
                     rows_number(rows, FEEDBACK_COLUMN_AT), "page", rows_text(rows, FEEDBACK_COLUMN_PAGE), "text", text,
                     "picture", rows_bool(rows, FEEDBACK_COLUMN_PICTURE), "state",
                     rows_text(rows, FEEDBACK_COLUMN_STATE), "answers");
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status add_answers(struct request *rq, json_t *items)
{
    enum gh_status status = GH_OK;
    size_t i;
    json_t *one;
    json_array_foreach(items, i, one)
    {
        struct uuid id;
        if (!status)
            status = uuid_parse(bytes_of_string(json_string_value(json_object_get(one, "id"))), &id);
        if (!status)
            status = feedback_answers(rq, &id, json_object_get(one, "answers"));
    }
    return status;
}

enum gh_status feedback_own_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    json_t *items = json_array();
    enum gh_status status = rows_collect(rq, &rows, feedback_of_account(rq->db, &rows, rq->session->account), own_json,
                                         SIZE_MAX, items, NULL);
    if (!status)
        status = add_answers(rq, items);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}
