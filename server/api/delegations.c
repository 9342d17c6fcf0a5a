/* Endpoints for delegations and possible deputies. */
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "records/delegation.h"

static enum gh_status delegation_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    char text[UUID_TEXT_SIZE];
    (void)rq;
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (status)
        return status;
    uuid_format(&id, text);
    *out = json_pack("{s:s, s:{s:o, s:o}, s:{s:o, s:o}, s:o, s:o}", "id", text, "account", "id", rows_number(rows, 1),
                     "display_name", rows_text(rows, 2), "deputy", "id", rows_number(rows, 3), "display_name",
                     rows_text(rows, 4), "from", rows_number(rows, 5), "to", rows_number(rows, 6));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status deputy_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o}", "id", rows_number(rows, 0), "display_name", rows_text(rows, 1));
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status delegations_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    enum gh_status status = delegation_query(rq->db, &rows, rq->session->account, rq->now, NULL);
    return rows_reply(rq, reply, &rows, status, delegation_json);
}

enum gh_status deputies_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    enum gh_status status = delegation_deputies(rq->db, &rows, rq->session->account);
    return rows_reply(rq, reply, &rows, status, deputy_json);
}

/* Rights that come from a delegation can't be delegated again. */
static bool decides_in_person(const struct session *session)
{
    for (size_t i = 0; i < session->grant_count; i++)
        if (session->grants[i].role == ROLE_UNIT_APPROVER && session->grants[i].on_behalf == 0)
            return true;
    return false;
}

enum gh_status delegation_post(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct db_rows rows = {0};
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct uuid id;
    json_t *one = NULL;
    if (!decides_in_person(rq->session))
        return reply_problem(rq, reply, PROBLEM_FORBIDDEN, NULL);
    enum gh_status status = delegation_add(&act, rq->json, errors, &id);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    if (!status)
        status = delegation_query(rq->db, &rows, rq->session->account, rq->now, &id);
    if (!status && !(status = db_next(&rows)))
        status = delegation_json(rq, &rows, &one);
    db_rows_end(&rows);
    return status ? status : reply_json(rq, reply, 201, one);
}

enum gh_status delegation_remove(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = delegation_end(&act, &id);
    return status ? status : reply_empty(reply);
}
