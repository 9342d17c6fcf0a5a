/* Endpoints for setting up the second factor of the signed-in account. */
#include <sodium.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/qr_svg.h"
#include "auth/brake.h"
#include "auth/second_factor.h"
#include "base/catalog.h"
#include "http/server.h"
#include "records/record.h"

#define ISSUER "Gatehouse"

/* Account names hold letters, digits and . _ - @. Only @ would need escaping in the URI, but apps accept it. */
static enum gh_status reply_secret(struct request *rq, struct reply *reply,
                                   const uint8_t secret[static TOTP_SECRET_LEN])
{
    char base32[TOTP_BASE32_SIZE];
    const char *svg = NULL;
    totp_base32(secret, base32);
    const char *uri =
        request_text(rq, "otpauth://totp/" ISSUER ":%s?secret=%s&issuer=" ISSUER, rq->session->name, base32);
    enum gh_status status = qr_svg(rq, uri, &svg);
    if (!status)
        status = reply_json(rq, reply, 200, json_pack("{s:s, s:s, s:s}", "secret", base32, "uri", uri, "qr_svg", svg));
    sodium_memzero(base32, sizeof base32);
    return status;
}

enum gh_status session_totp_post(struct request *rq, struct reply *reply)
{
    uint8_t secret[TOTP_SECRET_LEN];
    enum gh_status status = second_factor_begin(rq->db, rq->server->vault, rq->session->account, secret);
    if (status == GH_CONFLICT)
        return reply_problem(rq, reply, PROBLEM_NOT_POSSIBLE, NULL);
    if (!status)
        status = reply_secret(rq, reply, secret);
    sodium_memzero(secret, sizeof secret);
    return status;
}

static enum gh_status confirm(struct request *rq, const char *code)
{
    struct audit_act act = audit_act_of(rq);
    enum gh_status status = db_begin(rq->db);
    if (status)
        return status;
    status = second_factor_confirm(rq->db, rq->server->vault, rq->session->account, code, rq->now);
    if (!status)
        status = audit_note(&act, "second-factor-on", "account", rq->session->account, "");
    return record_finish(rq->db, status);
}

/* Confirms the code, and counts wrong ones. GH_BUSY with *left above 0: it has to wait. */
static enum gh_status confirm_slowly(struct request *rq, const char *code, tick *left)
{
    struct brake_key key;
    tick now = 0;
    brake_own(rq->server->vault, rq->session->name, &key);
    enum gh_status status = db_now(rq->db, &now);
    if (!status)
        status = brake_take(rq->db, &key, 1, now, left);
    if (status || *left > 0)
        return status ? status : GH_BUSY;
    status = confirm(rq, code);
    if (status == GH_DENIED)
        return status;
    enum gh_status forgotten = status ? brake_give_back(rq->db, &key, 1) : brake_clear(rq->db, &key);
    return status ? status : forgotten;
}

enum gh_status session_totp_put(struct request *rq, struct reply *reply)
{
    const char *code = json_string_value(json_object_get(rq->json, "code"));
    json_t *errors = NULL;
    tick left = 0;
    enum gh_status status = confirm_slowly(rq, code ? code : "", &left);
    if (left > 0) {
        reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
        return reply_problem(rq, reply, PROBLEM_TOO_MANY_TRIES, NULL);
    }
    if (status == GH_DENIED) {
        errors_add(rq, &errors, "code", "wrong", N_("The code is wrong. Check the clock of your phone."));
        return reply_problem(rq, reply, PROBLEM_INVALID, errors);
    }
    if (status == GH_NOT_FOUND)
        return reply_problem(rq, reply, PROBLEM_NOT_POSSIBLE, NULL);
    return status ? status : reply_empty(reply);
}
