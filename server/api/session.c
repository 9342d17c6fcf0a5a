/* Endpoints for signing in and out, and for changing the password. */
#include <sodium.h>
#include <string.h>

#include "accounts/account.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/password_again.h"
#include "api/password_rules.h"
#include "api/rows_json.h"
#include "api/session_cookie.h"
#include "auth/known_device.h"
#include "auth/password.h"
#include "base/catalog.h"
#include "http/server.h"
#include "records/application_view.h"
#include "records/audit.h"
#include "records/fields.h"
#include "records/record.h"
#include "records/setting.h"
#include "records/sign_in_failure.h"
#include "json/json_read.h"

#define DB_WAIT_MS 5000

static json_t *id_or_null(int64_t id)
{
    return id ? json_integer(id) : json_null();
}

static json_t *roles_json(const struct session *session)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < session->grant_count; i++) {
        const struct role_grant *g = &session->grants[i];
        json_t *one = json_pack("{s:s, s:o, s:o, s:o}", "role", account_role_name(g->role), "unit", id_or_null(g->unit),
                                "campus", id_or_null(g->campus), "on_behalf", id_or_null(g->on_behalf));
        if (json_array_append_new(list, one) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

static enum gh_status account_json(struct request *rq, struct db *db, const struct session *session, json_t **out)
{
    struct account a;
    char masked[MASKED_SIZE];
    char user[REACH_WECOM_SIZE];
    enum gh_status status = account_load(db, rq->server->vault, session->account, &a);
    if (status)
        return status;
    status = reach_user(db, session->account, user);
    if (status) {
        account_wipe(&a);
        return status;
    }
    view_mask_mobile(a.mobile, masked);
    *out = json_pack(
        "{s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:b, s:b, s:b, s:s, s:b}", "id", (json_int_t)session->account, "name",
        session->name, "display_name", session->display_name, "email", text_or_null(a.email), "mobile_masked",
        text_or_null(masked), "unit", id_or_null(session->unit), "language", text_or_null(a.language), "tell_arrival",
        (int)a.tell_arrival, "share_mobile", (int)a.share_mobile, "exception_digest", (int)a.exception_digest,
        "tell_results", (int)a.tell_results, "notify_by", reach_way_name(a.notify_by), "wecom", user[0] != '\0');
    account_wipe(&a);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status reply_session(struct request *rq, struct db *db, const struct session *session,
                                    struct reply *reply)
{
    json_t *account = NULL;
    int64_t sms_abroad = 0;
    enum gh_status status = setting_load(db, SETTING_SMS_ABROAD, &sms_abroad);
    if (!status)
        status = account_json(rq, db, session, &account);
    if (status)
        return status;
    return reply_json(
        rq, reply, 200,
        json_pack("{s:o, s:s, s:o, s:b, s:b, s:I, s:I, s:b, s:b, s:b, s:b}", "account", account, "csrf", session->csrf,
                  "roles", roles_json(session), "must_change_password", (int)session->must_change_password,
                  "must_set_second_factor", (int)session->lacks_second_factor, "now", (json_int_t)rq->now, "idle_ms",
                  (json_int_t)SESSION_SURE_IDLE, "demo", (int)rq->server->demo, "sms_abroad", sms_abroad != 0,
                  "by_provider", (int)session->by_provider, "has_password", (int)!session->no_password));
}

static void set_cookie(struct request *rq, struct reply *reply, const char *token, long seconds)
{
    reply_header(reply, "Set-Cookie",
                 request_text(rq, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%ld%s", request_session_cookie(rq),
                              token, seconds, rq->secure ? "; Secure" : ""));
}

/* The cookie of known devices stays after signing out. A browser keeps __Host- cookies only from the host itself, and
 * only over TLS. */
static const char *device_cookie_name(const struct request *rq)
{
    return rq->secure ? "__Host-gatehouse-device" : "gatehouse-device";
}

static void set_device_cookie(struct request *rq, struct reply *reply, const char *name)
{
    char value[KNOWN_DEVICE_COOKIE_SIZE];
    const char *cookie = device_cookie_name(rq);
    known_device_add(rq->server->vault, request_cookie(rq, cookie), name, rq->now, value);
    reply_header(reply, "Set-Cookie",
                 request_text(rq, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%ld%s", cookie, value,
                              (long)(KNOWN_DEVICE_LIFE / TICK_SECOND), rq->secure ? "; Secure" : ""));
}

void session_cookies_set(struct request *rq, struct reply *reply, const char *token, const char *name)
{
    /* The session's cookie is first: simple clients read only one. */
    set_cookie(rq, reply, token, (long)(SESSION_LIFE / TICK_SECOND));
    set_device_cookie(rq, reply, name);
}

static enum gh_status reply_wait(struct request *rq, struct reply *reply, int seconds)
{
    reply_header(reply, "Retry-After", request_text(rq, "%d", seconds));
    return reply_problem(rq, reply, PROBLEM_TOO_MANY_TRIES, NULL);
}

/* Writes an audit record of a person's own session. */
static enum gh_status audit_session(const struct request *rq, struct db *db, int64_t account, const char *action,
                                    const char *detail)
{
    return audit_write(db, &(struct audit_entry){rq->now, account, action, "session", detail, rq->address});
}

/* Counts a failed sign-in for the audit trail. */
static enum gh_status count_failure(const struct request *rq, const char *name, enum sign_in_failure reason)
{
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = sign_in_failure_count(db, rq->now, name, rq->address, reason);
    db_pool_give(rq->server->pool, db);
    return status;
}

static enum gh_status open_session(const struct request *rq, struct db *db, int64_t account, bool strong,
                                   const char *how, const struct session_origin *origin,
                                   char token[static SESSION_TOKEN_SIZE])
{
    const char *agent = rq->agent ? request_text((struct request *)rq, "%.120s", rq->agent) : "";
    const struct bytes older = request_session_token(rq);
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    if (older.len > 0)
        status = session_close(db, older);
    if (!status)
        status = session_open(db, account, strong, agent, rq->address, rq->now, token);
    if (!status && origin)
        status = session_set_origin(db, BYTES(token, SESSION_TOKEN_SIZE - 1), origin);
    if (!status)
        status = audit_session(rq, db, account, "signed-in", how);
    return record_finish(db, status);
}

enum gh_status session_begin(struct request *rq, struct reply *reply, struct db *db, int64_t account, bool strong,
                             const char *how, const struct session_origin *origin, struct session *out)
{
    char token[SESSION_TOKEN_SIZE];
    struct session session;
    enum gh_status status = open_session(rq, db, account, strong, how, origin, token);
    if (!status)
        status = session_find(db, BYTES(token, SESSION_TOKEN_SIZE - 1), rq->now, &session);
    if (!status)
        status = route_judge_session(rq->server, db, &session);
    if (!status) {
        session_cookies_set(rq, reply, token, session.name);
        if (out)
            *out = session;
    }
    sodium_memzero(token, sizeof token);
    return status;
}

static enum gh_status begin_session(struct request *rq, struct reply *reply, int64_t account, bool strong)
{
    struct session session;
    struct db *db;
    bool expired = false;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = account_first_password_expired(db, account, rq->now, &expired);
    if (!status && expired)
        status = sign_in_failure_count(db, rq->now, json_member_text(rq->json, "name"), rq->address, SIGN_IN_EXPIRED);
    if (status || expired) {
        db_pool_give(rq->server->pool, db);
        return status ? status : reply_problem(rq, reply, PROBLEM_FIRST_PASSWORD_EXPIRED, NULL);
    }
    status = session_begin(rq, reply, db, account, strong, strong ? "second factor" : "", NULL, &session);
    if (!status)
        status = reply_session(rq, db, &session, reply);
    db_pool_give(rq->server->pool, db);
    return status;
}

static enum gh_status refuse_sign_in(struct request *rq, struct reply *reply, const struct credentials *credentials,
                                     enum login_result result, int wait)
{
    const bool asked = result == LOGIN_TOTP_REQUIRED && !credentials->totp[0]; /* the code comes with the next try */
    const enum sign_in_failure reason = result == LOGIN_TOTP_REQUIRED ? SIGN_IN_CODE
                                        : result == LOGIN_WAIT        ? SIGN_IN_BRAKED
                                                                      : SIGN_IN_WRONG;
    enum gh_status status = asked ? GH_OK : count_failure(rq, credentials->name, reason);
    if (status)
        return status;
    if (result == LOGIN_WAIT)
        return reply_wait(rq, reply, wait);
    return reply_problem(rq, reply, result == LOGIN_TOTP_REQUIRED ? PROBLEM_TOTP_REQUIRED : PROBLEM_BAD_CREDENTIALS,
                         NULL);
}

enum gh_status session_post(struct request *rq, struct reply *reply)
{
    const struct server *server = rq->server;
    struct credentials credentials = {json_member_text(rq->json, "name"), json_member_text(rq->json, "password"),
                                      json_member_text(rq->json, "totp"), rq->address,
                                      request_cookie(rq, device_cookie_name(rq))};
    struct authenticator local = authenticator_local(server->passwords);
    enum login_result result;
    int64_t account = 0;
    bool strong = false;
    int wait = 0;
    if (!credentials.name[0] || strlen(credentials.name) > LOGIN_NAME_BYTES ||
        strlen(credentials.password) > PASSWORD_MAX)
        return reply_problem(rq, reply, PROBLEM_BAD_CREDENTIALS, NULL);
    enum gh_status status =
        login_try(server->pool, server->vault, &local, 1, &credentials, rq->now, &result, &account, &strong, &wait);
    if (status)
        return status;
    if (result == LOGIN_OK)
        return begin_session(rq, reply, account, strong);
    return refuse_sign_in(rq, reply, &credentials, result, wait);
}

enum gh_status session_get(struct request *rq, struct reply *reply)
{
    return reply_session(rq, rq->db, rq->session, reply);
}

enum gh_status session_finish(const struct request *rq, struct db *db, const char *how)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = session_close(db, request_session_token(rq));
    if (!status)
        status = audit_session(rq, db, rq->session->account, "signed-out", how);
    return record_finish(db, status);
}

void session_cookie_forget(struct request *rq, struct reply *reply)
{
    set_cookie(rq, reply, "", 0);
}

enum gh_status session_delete(struct request *rq, struct reply *reply)
{
    enum gh_status status = session_finish(rq, rq->db, "");
    if (status)
        return status;
    session_cookie_forget(rq, reply);
    return reply_empty(reply);
}

static enum gh_status store_preferences(const struct request *rq, const struct account *a)
{
    const struct audit_act act = audit_act_of(rq);
    enum gh_status status = db_begin(rq->db);
    if (status)
        return status;
    status = account_set_preferences(rq->db, a);
    if (!status)
        status = audit_note(&act, "preferences-changed", "account", a->id, "");
    return record_finish(rq->db, status);
}

/* Reads over which channel the owner wants to be told. */
static void take_way(const json_t *json, struct account *a, struct field_errors *errors)
{
    const char *names[REACH_WAY_COUNT];
    const json_t *value = json_object_get(json, "notify_by");
    const char *name = json_string_value(value);
    const enum reach_way way = name ? reach_way_find(bytes_of_string(name)) : REACH_WAY_COUNT;
    for (int i = 0; i < REACH_WAY_COUNT; i++)
        names[i] = reach_way_name((enum reach_way)i);
    if (value && way == REACH_WAY_COUNT)
        field_errors_add_values(errors, names, REACH_WAY_COUNT, "notify_by");
    else if (value)
        a->notify_by = way;
}

enum gh_status session_preferences_put(struct request *rq, struct reply *reply)
{
    struct account a;
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    enum gh_status status = account_load(rq->db, rq->server->vault, rq->session->account, &a);
    if (status)
        return status;
    fields_flag(rq->json, "tell_arrival", "tell_arrival", &a.tell_arrival, errors);
    fields_flag(rq->json, "share_mobile", "share_mobile", &a.share_mobile, errors);
    fields_flag(rq->json, "exception_digest", "exception_digest", &a.exception_digest, errors);
    fields_flag(rq->json, "tell_results", "tell_results", &a.tell_results, errors);
    take_way(rq->json, &a, errors);
    if (!errors->count)
        status = store_preferences(rq, &a);
    account_wipe(&a);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    return status ? status : session_get(rq, reply);
}

static enum gh_status store_password(struct request *rq, const char *hash)
{
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = db_begin(db);
    if (!status)
        status = account_set_password(db, rq->session->account, hash, rq->now);
    if (!status)
        status = session_close_others(db, rq->session->account, request_session_token(rq));
    if (!status)
        status = audit_session(rq, db, rq->session->account, "password-changed", "");
    if (!status)
        status = db_commit(db);
    db_pool_give(rq->server->pool, db);
    return status;
}

/* Judges a password by what the account says of its owner. */
static enum gh_status judge(struct request *rq, const char *fresh, enum password_fault *fault)
{
    struct db *db;
    struct account a = {0};
    enum gh_status status = db_pool_take(rq->server->pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = account_load(db, rq->server->vault, rq->session->account, &a);
    if (!status)
        status = password_rules_judge(rq, db, fresh,
                                      &(struct password_owner){a.name, a.display_name, a.email, a.mobile}, fault);
    db_pool_give(rq->server->pool, db);
    account_wipe(&a);
    return status;
}

enum gh_status session_password_put(struct request *rq, struct reply *reply)
{
    const char *fresh = json_member_text(rq->json, "new");
    char hash[PASSWORD_HASH_SIZE];
    json_t *errors = NULL;
    bool right = false;
    enum password_fault fault = PASSWORD_GOOD;
    enum gh_status status = judge(rq, fresh, &fault);
    if (status)
        return status;
    if (fault) {
        errors_add(rq, &errors, "new", password_fault_name(fault), password_rules_message(fault));
        return reply_problem(rq, reply, PROBLEM_INVALID, errors);
    }
    status = password_again(rq, reply, json_member_text(rq->json, "old"), &right);
    if (status || !right)
        return status;
    status = password_hash(rq->server->passwords, bytes_of_string(fresh), hash);
    if (!status)
        status = store_password(rq, hash);
    return status ? status : reply_empty(reply);
}
