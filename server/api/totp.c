/* Endpoints for setting up the second factor of the signed-in account. */
#include <sodium.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/password_again.h"
#include "api/qr_picture.h"
#include "api/totp_json.h"
#include "auth/brake.h"
#include "auth/second_factor.h"
#include "base/catalog.h"
#include "http/server.h"
#include "records/record.h"
#include "records/sign_in_failure.h"
#include "json/json_read.h"

#define ISSUER "Gatehouse"
#define DB_WAIT_MS 5000

/* Account names hold letters, digits and . _ - @. Only @ would need escaping in the URI, but apps accept it. */
enum gh_status totp_secret_reply(struct request *rq, struct reply *reply, const char *name,
                                 const uint8_t secret[static TOTP_SECRET_LEN])
{
    char base32[TOTP_BASE32_SIZE];
    const char *svg = NULL;
    totp_base32(secret, base32);
    const char *uri = request_text(rq, "otpauth://totp/" ISSUER ":%s?secret=%s&issuer=" ISSUER, name, base32);
    enum gh_status status = qr_svg(rq, uri, &svg);
    if (!status)
        status = reply_json(rq, reply, 200, json_pack("{s:s, s:s, s:s}", "secret", base32, "uri", uri, "qr_svg", svg));
    sodium_memzero(base32, sizeof base32);
    return status;
}

enum gh_status session_totp_post(struct request *rq, struct reply *reply)
{
    uint8_t secret[TOTP_SECRET_LEN];
    struct db *db;
    bool right = false;
    enum gh_status status = password_again(rq, reply, json_member_text(rq->json, "password"), &right);
    if (status || !right)
        return status;
    status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = second_factor_begin(db, rq->server->vault, rq->session->account, secret);
    db_pool_give(rq->server->pool, db);
    if (!status)
        status = totp_secret_reply(rq, reply, rq->session->name, secret);
    sodium_memzero(secret, sizeof secret);
    return status;
}

json_t *recovery_codes_json(const struct recovery_codes *codes)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < RECOVERY_CODES; i++) {
        if (json_array_append_new(list, json_string(codes->items[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static enum gh_status reply_codes(struct request *rq, struct reply *reply, const struct recovery_codes *codes)
{
    return reply_json(rq, reply, 200, json_pack("{s:o}", "recovery_codes", recovery_codes_json(codes)));
}

/* Switches the new secret on. Sessions that began without it end, but for this one. */
static enum gh_status confirm(struct request *rq, const char *code, struct recovery_codes *codes)
{
    struct audit_act act = audit_act_of(rq);
    const int64_t account = rq->session->account;
    enum gh_status status = db_begin(rq->db);
    if (status)
        return status;
    status = second_factor_confirm(rq->db, rq->server->vault, account, code, rq->now);
    if (!status)
        status = recovery_codes_make(rq->db, rq->server->vault, account, codes->items);
    if (!status)
        status = session_close_others(rq->db, account, request_session_token(rq));
    if (!status)
        status = session_strengthen(rq->db, request_session_token(rq));
    if (!status)
        status = audit_note(&act, "second-factor-on", "account", account, "");
    return record_finish(rq->db, status);
}

static enum gh_status renew_codes(struct request *rq, struct db *db, struct recovery_codes *codes)
{
    struct audit_act act = audit_act_of(rq);
    act.db = db;
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = recovery_codes_make(db, rq->server->vault, rq->session->account, codes->items);
    if (!status)
        status = audit_note(&act, "recovery-codes-made", "account", rq->session->account, "");
    return record_finish(db, status);
}

enum gh_status session_recovery_post(struct request *rq, struct reply *reply)
{
    struct recovery_codes codes;
    struct db *db;
    bool right = false;
    if (!rq->session->strong)
        return reply_problem(rq, reply, PROBLEM_NOT_POSSIBLE, NULL);
    enum gh_status status = password_again(rq, reply, json_member_text(rq->json, "password"), &right);
    if (status || !right)
        return status;
    status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = renew_codes(rq, db, &codes);
    db_pool_give(rq->server->pool, db);
    if (!status)
        status = reply_codes(rq, reply, &codes);
    sodium_memzero(&codes, sizeof codes);
    return status;
}

/* Confirms the code, and counts wrong ones. GH_BUSY with *left above 0: it has to wait. */
static enum gh_status confirm_slowly(struct request *rq, const char *code, struct recovery_codes *codes, tick *left)
{
    struct brake_key key;
    tick now = 0;
    brake_own(rq->server->vault, rq->session->name, &key);
    enum gh_status status = db_now(rq->db, &now);
    if (!status)
        status = brake_take(rq->db, &key, 1, now, left);
    if (status || *left > 0)
        return status ? status : GH_BUSY;
    status = confirm(rq, code, codes);
    if (status == GH_DENIED)
        return status;
    enum gh_status forgotten = status ? brake_give_back(rq->db, &key, 1) : brake_clear(rq->db, &key);
    return status ? status : forgotten;
}

enum gh_status session_totp_put(struct request *rq, struct reply *reply)
{
    struct recovery_codes codes;
    json_t *errors = NULL;
    tick left = 0;
    enum gh_status status = confirm_slowly(rq, json_member_text(rq->json, "code"), &codes, &left);
    if (left > 0) {
        reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
        return reply_problem(rq, reply, PROBLEM_TOO_MANY_TRIES, NULL);
    }
    if (status == GH_DENIED) {
        status = sign_in_failure_count(rq->db, rq->now, rq->session->name, rq->address, SIGN_IN_AGAIN);
        if (status)
            return status;
        errors_add(rq, &errors, "code", "wrong", N_("The code is wrong. Check the clock of your phone."));
        return reply_problem(rq, reply, PROBLEM_INVALID, errors);
    }
    if (status == GH_NOT_FOUND)
        return reply_problem(rq, reply, PROBLEM_NOT_POSSIBLE, NULL);
    if (!status)
        status = reply_codes(rq, reply, &codes);
    sodium_memzero(&codes, sizeof codes);
    return status;
}
