/* Endpoints for the outbox. */
#include <sodium.h>

#include "api/application_reply.h"
#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "notify/outbox.h"
#include "notify/outbox_list.h"
#include "records/record.h"

#define MESSAGES_MAX 100

static enum gh_status message_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    char id_text[UUID_TEXT_SIZE], body[OUTBOX_TEXT_SIZE] = "";
    enum gh_status status = db_copy_blob(rows, MESSAGE_ID, id.b, UUID_LEN);
    if (!status && rq->server->demo)
        status = record_open(rq->server->vault, "message.body", &id, rows, MESSAGE_BODY, body, sizeof body);
    if (status)
        return status;
    uuid_format(&id, id_text);
    *out = json_pack("{s:s, s:o, s:o, s:o, s:s?, s:o, s:I, s:b, s:o, s:I, s:o, s:o}", "id", id_text, "channel",
                     rows_text(rows, MESSAGE_CHANNEL), "purpose", rows_text(rows, MESSAGE_PURPOSE), "recipient_masked",
                     rows_text(rows, MESSAGE_RECIPIENT), "body", rq->server->demo ? body : NULL, "state",
                     rows_text(rows, MESSAGE_STATE), "tries", (json_int_t)db_int(rows, MESSAGE_TRIES), "maybe_twice",
                     (int)db_int(rows, MESSAGE_MAYBE_TWICE), "error", rows_text(rows, MESSAGE_ERROR), "created_at",
                     (json_int_t)db_int(rows, MESSAGE_CREATED_AT), "settled_at",
                     rows_number_or_null(rows, MESSAGE_SETTLED_AT), "application",
                     db_is_null(rows, MESSAGE_APPLICATION) ? json_null() : rows_text(rows, MESSAGE_APPLICATION));
    sodium_memzero(body, sizeof body);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static const char *state_word(int value)
{
    static const char *const words[] = {"", "waiting", "sending", "sent", "delivered", "failed", "skipped"};
    return words[value];
}

enum gh_status messages_get(struct request *rq, struct reply *reply)
{
    static const struct query_words states = {state_word, 1, 7};
    struct db_rows rows = {0};
    int state = 0;
    enum gh_status status = request_query_word(rq, "state", &states, 0, &state);
    if (!status)
        status = audit_list(rq, "messages");
    if (!status)
        status = messages_query(rq->db, &rows, rq->scope, state_word(state), MESSAGES_MAX);
    return rows_reply(rq, reply, &rows, status, message_json);
}

/* The applicant and the office of that campus may resend the message. */
static enum gh_status may_resend(struct request *rq, const struct uuid *id, bool *may)
{
    int64_t applicant = 0, campus = 0;
    const struct scope office = session_scope(rq->session, ROLE_SECURITY_OFFICER | ROLE_ADMINISTRATOR);
    enum gh_status status = message_owner(rq->db, id, &applicant, &campus);
    if (!status)
        *may = applicant == rq->session->account || scope_covers(&office, campus);
    return status;
}

static enum gh_status resend(const struct request *rq, const struct uuid *id, struct uuid *made)
{
    char subject[AUDIT_SUBJECT_SIZE];
    enum gh_status status = db_begin(rq->db);
    if (status)
        return status;
    status = outbox_resend(rq->db, id, rq->server->vault, rq->now, made);
    audit_subject_id("message", made, subject);
    if (!status)
        status = audit_write(
            rq->db, &(struct audit_entry){rq->now, rq->session->account, "message-resent", subject, "", rq->address});
    return record_finish(rq->db, status);
}

enum gh_status message_resend_post(struct request *rq, struct reply *reply)
{
    struct uuid id, made = {0};
    struct db_rows rows = {0};
    bool may = false;
    json_t *one = NULL;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = may_resend(rq, &id, &may);
    if (!status && !may)
        status = GH_NOT_FOUND;
    if (!status)
        status = resend(rq, &id, &made);
    if (status == GH_DENIED)
        return reply_problem(rq, reply, PROBLEM_RESENT_OFTEN, NULL);
    if (!status)
        status = message_query(rq->db, &rows, &made);
    if (!status && !(status = db_next(&rows)))
        status = message_json(rq, &rows, &one);
    db_rows_end(&rows);
    return status ? status : reply_json(rq, reply, 200, one);
}
