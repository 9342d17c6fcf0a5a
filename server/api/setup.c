/* Endpoints of the first-run set-up page. Each request carries the link's token in its body, so that no log of a proxy
 * has it. Without a valid one all of them answer 404, which the brake of links counts. */
#include <sodium.h>
#include <string.h>

#include "accounts/setup.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/password_rules.h"
#include "api/rows_json.h"
#include "api/session_cookie.h"
#include "api/totp_json.h"
#include "auth/brake.h"
#include "base/catalog.h"
#include "flow/field_message.h"
#include "http/server.h"
#include "notify/test_message.h"
#include "people/mobile_written.h"
#include "json/json_read.h"

#define DB_WAIT_MS 5000
#define VERSION_MAX INT64_C(1000000000)

static int64_t version_of(const struct request *rq)
{
    return json_integer_value(json_object_get(rq->json, "version"));
}

static json_t *zones_json(void)
{
    size_t count;
    const struct zone *all = zones(&count);
    json_t *list = json_array();
    for (size_t i = 0; list && i < count; i++)
        if (json_array_append_new(list, json_pack("{s:s, s:i}", "name", all[i].name, "minutes", all[i].minutes))) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static json_t *channels_json(const struct server *server)
{
    const struct test_channels *c = server->channels;
    return json_pack("{s:b, s:b}", "sms", c && c->sms.name, "email", c && c->email.name);
}

/* What is still wrong or missing, as the errors of a problem. */
static json_t *missing_json(struct request *rq, const json_t *plan)
{
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct setup_plan *read = request_alloc(rq, sizeof *read);
    setup_plan_read(plan, read, errors);
    account_wipe(&read->administrator);
    return field_errors_json(rq, errors);
}

static enum gh_status reply_state(struct request *rq, struct reply *reply, struct db *db)
{
    struct setup setup = {0};
    enum gh_status status = setup_find(db, rq->server->vault, json_member_text(rq->json, "token"), &setup);
    if (status) {
        json_decref(setup.plan);
        return status;
    }
    json_t *missing = missing_json(rq, setup.plan);
    return reply_json(rq, reply, 200,
                      json_pack("{s:I, s:I, s:o, s:o, s:o, s:o}", "expires_at", (json_int_t)setup.expires_at, "version",
                                (json_int_t)setup.version, "plan", setup.plan, "missing", missing, "zones",
                                zones_json(), "channels", channels_json(rq->server)));
}

enum gh_status setup_post(struct request *rq, struct reply *reply)
{
    return reply_state(rq, reply, rq->db);
}

enum gh_status setup_put(struct request *rq, struct reply *reply)
{
    static const char *const members[] = {"university", "university_en", "zone", "campuses", "units", "administrator"};
    const json_t *given = json_object_get(rq->json, "plan");
    json_t *part = json_object();
    enum gh_status status = part ? GH_OK : GH_NO_MEMORY;
    for (size_t i = 0; !status && i < sizeof members / sizeof members[0]; i++) {
        json_t *value = json_object_get(given, members[i]);
        if (value && json_object_set(part, members[i], value) != 0)
            status = GH_NO_MEMORY;
    }
    if (!status)
        status = setup_keep(rq->db, rq->server->vault, json_member_text(rq->json, "token"), version_of(rq), part);
    json_decref(part);
    if (status == GH_CONFLICT)
        return reply_problem(rq, reply, PROBLEM_STALE_VERSION, NULL);
    if (status == GH_TOO_LONG)
        return reply_problem(rq, reply, PROBLEM_TOO_LARGE, NULL);
    return status ? status : reply_state(rq, reply, rq->db);
}

enum gh_status setup_totp_post(struct request *rq, struct reply *reply)
{
    uint8_t secret[TOTP_SECRET_LEN];
    struct setup setup = {0};
    const char *token = json_member_text(rq->json, "token");
    enum gh_status status = setup_find(rq->db, rq->server->vault, token, &setup);
    if (!status)
        status = setup_totp_begin(rq->db, rq->server->vault, token, secret);
    const char *name = json_member_text(json_object_get(setup.plan, "administrator"), "name");
    /* The name is not checked yet. Nothing else than a name may enter the URI. */
    if (!status)
        status = totp_secret_reply(rq, reply,
                                   name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-@")] ? "" : name, secret);
    sodium_memzero(secret, sizeof secret);
    json_decref(setup.plan);
    return status;
}

/* Checks the token and counts a test message. *left: how long the next one has to wait. */
static enum gh_status may_test(struct request *rq, tick *left)
{
    struct setup setup = {0};
    struct brake_key key;
    struct db *db;
    tick now = 0;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    brake_setup_tests(&key);
    status = setup_find(db, rq->server->vault, json_member_text(rq->json, "token"), &setup);
    json_decref(setup.plan);
    if (!status)
        status = db_now(db, &now);
    if (!status)
        status = brake_take(db, &key, 1, now, left);
    db_pool_give(rq->server->pool, db);
    return status;
}

enum gh_status setup_test_post(struct request *rq, struct reply *reply)
{
    static const struct test_channels none = {.sms = {NULL, NULL, NULL}};
    const char *channel = json_member_text(rq->json, "channel"), *to = json_member_text(rq->json, "to");
    char mobile[MOBILE_SIZE];
    struct channel_result result;
    json_t *errors = NULL;
    tick left = 0;
    enum mobile_result fault = MOBILE_OK;
    bool repaired;
    enum gh_status status = may_test(rq, &left);
    if (status)
        return status;
    if (left > 0) {
        reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
        return reply_problem(rq, reply, PROBLEM_TOO_MANY_TRIES, NULL);
    }
    if (strcmp(channel, "sms") == 0)
        fault = mobile_check_written(bytes_of_string(to), mobile, &repaired);
    if (fault) {
        errors_add(rq, &errors, "to", mobile_result_name(fault), field_mobile_message(fault));
        return reply_problem(rq, reply, PROBLEM_INVALID, errors);
    }
    const enum channel_outcome outcome =
        test_message_send_usual(rq->server->channels ? rq->server->channels : &none, channel,
                                strcmp(channel, "sms") == 0 ? mobile : to, rq->server->public_url, &result);
    return reply_json(rq, reply, 200,
                      json_pack("{s:b, s:s}", "accepted", outcome == CHANNEL_ACCEPTED, "error", result.error));
}

/* Judges the password by what the plan says of its owner. GH_MALFORMED: it may not be used, as errors says. */
static enum gh_status judge(struct request *rq, const char *password, struct field_errors *errors)
{
    struct setup setup = {0};
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = setup_find(db, rq->server->vault, json_member_text(rq->json, "token"), &setup);
    db_pool_give(rq->server->pool, db);
    if (!status) {
        struct setup_plan *plan = request_alloc(rq, sizeof *plan);
        setup_plan_read(setup.plan, plan, errors);
        const struct account *a = &plan->administrator;
        const struct password_owner owner = {a->name, a->display_name, a->email, a->mobile};
        enum password_fault fault = PASSWORD_GOOD;
        status = password_rules_judge_plan(rq, plan, password, &owner, &fault);
        if (!status && fault)
            field_errors_add(errors, password_fault_name(fault), password_rules_message(fault), "password");
        account_wipe(&plan->administrator);
    }
    json_decref(setup.plan);
    return status ? status : errors->count ? GH_MALFORMED : GH_OK;
}

/* Finishes, and signs the administrator in. */
static enum gh_status finish(struct request *rq, struct reply *reply, const struct setup_finish *wish,
                             struct recovery_codes *codes, struct field_errors *errors)
{
    char token[SESSION_TOKEN_SIZE];
    struct session session;
    struct db *db;
    int64_t account = 0;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = setup_finish(db, wish, &account, codes->items, errors);
    if (!status)
        status = session_open(db, account, true, rq->agent ? request_text(rq, "%.120s", rq->agent) : "", rq->address,
                              rq->now, token);
    if (!status)
        status = session_find(db, BYTES(token, SESSION_TOKEN_SIZE - 1), rq->now, &session);
    db_pool_give(rq->server->pool, db);
    if (!status)
        session_cookies_set(rq, reply, request_copy(rq, BYTES(token, SESSION_TOKEN_SIZE - 1)), session.name);
    sodium_memzero(token, sizeof token);
    return status;
}

enum gh_status setup_finish_post(struct request *rq, struct reply *reply)
{
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct recovery_codes codes;
    json_t *wrong = NULL;
    char hash[PASSWORD_HASH_SIZE];
    const char *password = json_member_text(rq->json, "password");
    const struct setup_finish wish = {.vault = rq->server->vault,
                                      .token = json_member_text(rq->json, "token"),
                                      .password_hash = hash,
                                      .code = json_member_text(rq->json, "code"),
                                      .address = rq->address,
                                      .version = version_of(rq),
                                      .now = rq->now};
    enum gh_status status = judge(rq, password, errors);
    if (!status)
        status = password_hash(rq->server->passwords, bytes_of_string(password), hash);
    if (!status)
        status = finish(rq, reply, &wish, &codes, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    if (status == GH_CONFLICT)
        return reply_problem(rq, reply, PROBLEM_STALE_VERSION, NULL);
    if (status == GH_DENIED) {
        errors_add(rq, &wrong, "code", "wrong", N_("The code is wrong. Check the clock of your phone."));
        return reply_problem(rq, reply, PROBLEM_INVALID, wrong);
    }
    if (!status)
        status = reply_json(rq, reply, 200, json_pack("{s:o}", "recovery_codes", recovery_codes_json(&codes)));
    sodium_memzero(&codes, sizeof codes);
    return status;
}
