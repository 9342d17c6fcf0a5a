/* Endpoints for what protects one's own account: its second factor, and where it is signed in. */
#include "accounts/account.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "auth/second_factor.h"
#include "http/server.h"
#include "records/record.h"
#include "records/setting.h"

static json_t *sessions_json(const struct session_seen *seen, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < count; i++) {
        json_t *one = json_pack("{s:s, s:s, s:s, s:I, s:I, s:b}", "id", seen[i].id, "agent", seen[i].agent, "address",
                                seen[i].address, "created_at", (json_int_t)seen[i].created_at, "seen_at",
                                (json_int_t)seen[i].seen_at, "current", (int)seen[i].current);
        if (json_array_append_new(list, one) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

enum gh_status session_security_get(struct request *rq, struct reply *reply)
{
    struct session_seen *seen = request_alloc(rq, SESSION_LISTED_MAX * sizeof *seen);
    struct account account;
    size_t count = 0;
    int64_t codes = 0;
    unsigned needed = 0;
    enum gh_status status = account_load(rq->db, rq->server->vault, rq->session->account, &account);
    if (status)
        return status;
    bool on = account.second_factor;
    account_wipe(&account);
    status = setting_second_factor_roles(rq->db, &needed);
    if (!status)
        status = recovery_codes_left(rq->db, rq->session->account, &codes);
    if (!status)
        status = session_list(rq->db, rq->session->account, request_session_token(rq), rq->now, seen, &count);
    if (status)
        return status;
    bool required = !rq->server->demo && (session_roles(rq->session) & needed);
    return reply_json(rq, reply, 200,
                      json_pack("{s:b, s:b, s:I, s:o}", "second_factor", (int)on, "required", (int)required,
                                "recovery_codes", (json_int_t)codes, "sessions", sessions_json(seen, count)));
}

/* Ends one session, or all others for an empty id. */
static enum gh_status end_sessions(struct request *rq, const char *id)
{
    const struct audit_act act = audit_act_of(rq);
    enum gh_status status = db_begin(rq->db);
    if (status)
        return status;
    status = *id ? session_end(rq->db, rq->session->account, id)
                 : session_close_others(rq->db, rq->session->account, request_session_token(rq));
    if (!status)
        status = audit_note(&act, "session-ended", "account", rq->session->account, *id ? "" : "all others");
    return record_finish(rq->db, status);
}

enum gh_status session_end_remove(struct request *rq, struct reply *reply)
{
    enum gh_status status = end_sessions(rq, rq->parameters[0]);
    return status ? status : reply_empty(reply);
}

enum gh_status session_others_remove(struct request *rq, struct reply *reply)
{
    enum gh_status status = end_sessions(rq, "");
    return status ? status : reply_empty(reply);
}
