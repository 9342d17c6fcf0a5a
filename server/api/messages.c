#include <sodium.h>

#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "notify/outbox.h"
#include "records/record.h"

#define MESSAGES_MAX 100

#define COLUMNS                                                                                                        \
    "m.id, m.channel, m.purpose, m.recipient_masked, m.state, m.tries, m.maybe_twice, m.error, m.created_at, "         \
    "m.settled_at, a.number, m.body_sealed FROM message m LEFT JOIN application a ON a.id = m.application "

static enum gh_status message_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    char id_text[UUID_TEXT_SIZE], body[OUTBOX_TEXT_SIZE] = "";
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (!status && rq->server->demo)
        status = record_open(rq->server->vault, "message.body", &id, rows, 11, body, sizeof body);
    if (status)
        return status;
    uuid_format(&id, id_text);
    *out = json_pack("{s:s, s:o, s:o, s:o, s:s?, s:o, s:I, s:b, s:o, s:I, s:o, s:o}", "id", id_text, "channel",
                     rows_text(rows, 1), "purpose", rows_text(rows, 2), "recipient_masked", rows_text(rows, 3), "body",
                     rq->server->demo ? body : NULL, "state", rows_text(rows, 4), "tries", (json_int_t)db_int(rows, 5),
                     "maybe_twice", (int)db_int(rows, 6), "error", rows_text(rows, 7), "created_at",
                     (json_int_t)db_int(rows, 8), "settled_at", rows_number_or_null(rows, 9), "application",
                     db_is_null(rows, 10) ? json_null() : rows_text(rows, 10));
    sodium_memzero(body, sizeof body);
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* Officers see what belongs to their campus; what belongs to no application is the administrators'. */
#define MAY_SEE                                                                                                        \
    "EXISTS (SELECT 1 FROM account_role r WHERE r.account = $3 AND (r.role = 'administrator' OR "                      \
    "(r.role = 'security-officer' AND a.id IS NOT NULL AND (r.campus = 0 OR r.campus = a.campus))))"

enum gh_status messages_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    const char *state = request_query(rq, "state");
    enum gh_status status = db_query(
        rq->db, &rows, "SELECT " COLUMNS "WHERE ($1 = '' OR m.state = $1) AND " MAY_SEE " ORDER BY m.id DESC LIMIT $2",
        DB_TEXT(state ? state : ""), DB_INT(MESSAGES_MAX), DB_INT(rq->session->account));
    return rows_reply(rq, reply, &rows, status, message_json);
}

/* Whoever applied may have it sent again, and the office of that campus. */
static enum gh_status may_resend(struct request *rq, const struct uuid *id, bool *may)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(rq->db, &rows,
                 "SELECT a.applicant, a.campus FROM message m JOIN application a ON a.id = m.application "
                 "WHERE m.id = $1",
                 DB_BLOB(id->b, UUID_LEN));
    if (!status && !(status = db_next(&rows)))
        *may = db_int(&rows, 0) == rq->session->account ||
               session_grant(rq->session, ROLE_SECURITY_OFFICER, 0, db_int(&rows, 1)) ||
               session_grant(rq->session, ROLE_ADMINISTRATOR, 0, 0);
    db_rows_end(&rows);
    return status;
}

enum gh_status message_resend_post(struct request *rq, struct reply *reply)
{
    struct uuid id, made;
    struct db_rows rows = {0};
    bool may = false;
    json_t *one = NULL;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = may_resend(rq, &id, &may);
    if (!status && !may)
        status = GH_NOT_FOUND;
    if (!status)
        status = outbox_resend(rq->db, &id, rq->server->vault, rq->now, &made);
    if (!status)
        status = db_query(rq->db, &rows, "SELECT " COLUMNS "WHERE m.id = $1", DB_BLOB(made.b, UUID_LEN));
    if (!status && !(status = db_next(&rows)))
        status = message_json(rq, &rows, &one);
    db_rows_end(&rows);
    return status ? status : reply_json(rq, reply, 200, one);
}
