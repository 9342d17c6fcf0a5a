/* Endpoints for emergency admissions, which the office confirms. */
#include "act/emergency.h"

#include <sodium.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/record.h"

#define SHOWN_MAX 200

static json_t *application_json(struct db_rows *rows)
{
    if (db_is_null(rows, EMERGENCY_COLUMN_APPLICATION))
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o}", "id", rows_id(rows, EMERGENCY_COLUMN_APPLICATION), "number",
                     rows_text(rows, EMERGENCY_COLUMN_APPLICATION_NUMBER), "state",
                     rows_text(rows, EMERGENCY_COLUMN_APPLICATION_STATE), "unit",
                     rows_text_or_null(rows, EMERGENCY_COLUMN_UNIT));
}

static json_t *decision_json(struct db_rows *rows)
{
    if (db_is_null(rows, EMERGENCY_COLUMN_DECIDED_AT))
        return json_null();
    return json_pack("{s:o, s:o, s:o}", "at", rows_number(rows, EMERGENCY_COLUMN_DECIDED_AT), "by",
                     rows_text_or_null(rows, EMERGENCY_COLUMN_DECIDED_BY), "remark",
                     rows_text(rows, EMERGENCY_COLUMN_DECISION));
}

static enum gh_status emergency_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    char approver[WIRE_NAME_MAX];
    const struct vault *vault = rq->server->vault;
    enum gh_status status = db_copy_blob(rows, EMERGENCY_COLUMN_ID, id.b, UUID_LEN);
    if (!status)
        status =
            record_open(vault, "emergency.approver", &id, rows, EMERGENCY_COLUMN_APPROVER, approver, sizeof approver);
    if (status)
        return status;
    *out = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "id",
        rows_id(rows, EMERGENCY_COLUMN_ID), "at", rows_number(rows, EMERGENCY_COLUMN_AT), "arrived_at",
        rows_number(rows, EMERGENCY_COLUMN_ARRIVED_AT), "device_name", rows_text(rows, EMERGENCY_COLUMN_DEVICE_NAME),
        "campus", rows_number(rows, EMERGENCY_COLUMN_CAMPUS), "guard", rows_text_or_null(rows, EMERGENCY_COLUMN_GUARD),
        "second_guard", rows_text_or_null(rows, EMERGENCY_COLUMN_SECOND_GUARD), "reason",
        rows_text(rows, EMERGENCY_COLUMN_REASON), "approver", approver, "photo",
        rows_bool(rows, EMERGENCY_COLUMN_PHOTO), "state", rows_text(rows, EMERGENCY_COLUMN_STATE), "number",
        rows_number_or_null(rows, EMERGENCY_COLUMN_NUMBER), "application", application_json(rows), "decision",
        decision_json(rows));
    sodium_memzero(approver, sizeof approver);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static const char *state_word(int value)
{
    return emergency_state_name((enum emergency_state)value);
}

enum gh_status emergencies_get(struct request *rq, struct reply *reply)
{
    static const struct query_words states = {state_word, EMERGENCY_NONE + 1, EMERGENCY_OBJECTED + 1};
    struct db_rows rows = {0};
    int state = EMERGENCY_NONE;
    enum gh_status status = request_query_word(rq, "state", &states, EMERGENCY_NONE, &state);
    if (!status)
        status = audit_list(rq, "emergencies");
    if (!status)
        status = emergency_query(rq->db, &rows, rq->scope, state == EMERGENCY_NONE ? "" : state_word(state), SHOWN_MAX);
    return rows_reply(rq, reply, &rows, status, emergency_json);
}

enum gh_status emergency_action_post(struct request *rq, struct reply *reply)
{
    const struct act_context context = act_context_of(rq);
    struct uuid id;
    const char *action = NULL, *remark = "";
    if (json_unpack(rq->json, "{s:s, s?s}", "action", &action, "remark", &remark) != 0 ||
        strlen(remark) > ACT_REMARK_MAX || (strcmp(action, "confirm") != 0 && strcmp(action, "object") != 0))
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    bool confirm = strcmp(action, "confirm") == 0;
    if (!confirm && !*remark)
        return reply_problem(rq, reply, PROBLEM_REMARK_MISSING, NULL);
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = emergency_decide(&context, rq->session, rq->scope, &id, confirm, remark);
    return status ? status : reply_empty(reply);
}
