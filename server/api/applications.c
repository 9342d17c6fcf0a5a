/* Endpoints for lists and counts of applications, and for actions on several. */
#include <string.h>

#include "act/application_list.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/places.h"

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

/* Acts on one application of several. Its failure does not affect the others. */
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
