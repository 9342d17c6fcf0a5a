/* Checks the password of somebody who is signed in. */
#include "api/password_again.h"

#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "auth/login.h"
#include "auth/session.h"
#include "http/server.h"
#include "records/audit.h"
#include "records/record.h"
#include "records/sign_in_failure.h"

#define DB_WAIT_MS 5000

static enum gh_status count_failure(const struct request *rq)
{
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = sign_in_failure_count(db, rq->now, rq->session->name, rq->address, SIGN_IN_AGAIN);
    db_pool_give(rq->server->pool, db);
    return status;
}

static enum gh_status note_confirmed(const struct request *rq)
{
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = session_confirm(db, request_session_token(rq), rq->now);
    db_pool_give(rq->server->pool, db);
    return status;
}

enum gh_status password_again(struct request *rq, struct reply *reply, const char *typed, bool *right)
{
    const struct server *server = rq->server;
    const struct credentials credentials = {.name = rq->session->name, .password = typed};
    const struct authenticator local = authenticator_local(server->passwords);
    enum login_result result = LOGIN_WRONG;
    int wait = 0;
    *right = rq->session->no_password && session_confirmed(rq->session, rq->now);
    if (rq->session->no_password)
        return *right ? GH_OK : reply_problem(rq, reply, PROBLEM_CONFIRM_PASSWORD, NULL);
    if (strlen(typed) > PASSWORD_MAX)
        return reply_problem(rq, reply, PROBLEM_BAD_CREDENTIALS, NULL);
    enum gh_status status = login_confirm(server->pool, server->vault, &local, 1, &credentials, &result, &wait);
    if (status)
        return status;
    *right = result == LOGIN_OK;
    status = *right ? note_confirmed(rq) : count_failure(rq);
    if (status)
        return status;
    if (result == LOGIN_WAIT) {
        reply_header(reply, "Retry-After", request_text(rq, "%d", wait));
        return reply_problem(rq, reply, PROBLEM_TOO_MANY_TRIES, NULL);
    }
    return *right ? GH_OK : reply_problem(rq, reply, PROBLEM_BAD_CREDENTIALS, NULL);
}

static enum gh_status record(const struct request *rq)
{
    struct db *db;
    struct audit_act act = audit_act_of(rq);
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    act.db = db;
    status = db_begin(db);
    if (!status)
        status = record_finish(db, audit_note(&act, "password-confirmed", "account", rq->session->account, ""));
    db_pool_give(rq->server->pool, db);
    return status;
}

enum gh_status session_confirm_post(struct request *rq, struct reply *reply)
{
    const char *typed = json_string_value(json_object_get(rq->json, "password"));
    bool right = false;
    enum gh_status status = password_again(rq, reply, typed ? typed : "", &right);
    if (status || !right)
        return status;
    status = record(rq);
    return status ? status : reply_empty(reply);
}
