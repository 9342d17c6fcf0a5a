/* Endpoints of single sign-on: the way to a provider and back. Whatever goes wrong ends on a page that says why, signs
 * nobody in, and is counted for the audit trail. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "api/endpoints.h"
#include "api/session_cookie.h"
#include "api/sso_page.h"
#include "auth/second_factor.h"
#include "base/secret.h"
#include "http/form.h"
#include "http/server.h"
#include "identity/flow.h"
#include "identity/host.h"
#include "identity/link.h"
#include "identity/provider.h"
#include "records/record.h"

#define DB_WAIT_MS 5000
#define URL_SIZE 512

/* A request of a provider's. */
struct sso {
    struct request *rq;
    struct reply *reply;
    struct identity_provider provider;
    struct identity_call call;
    struct identity_trust trust;
    struct identity_keys keys;
    struct identity_flow flow;
};

static const char *cookie_name(const struct request *rq)
{
    return rq->secure ? "__Host-gatehouse-sso" : "gatehouse-sso";
}

/* Returns the cookie of this browser, or an empty slice where it has no good one. */
static struct bytes browser_of(const struct request *rq)
{
    const struct bytes value = request_cookie(rq, cookie_name(rq));
    return value.len == IDENTITY_KEY_SIZE - 1 ? value : BYTES(NULL, 0);
}

static enum gh_status fail(struct sso *sso, enum identity_fault fault)
{
    return sso_page_fault(sso->rq, sso->reply, sso->provider.name, fault, sso->call.why);
}

/* Finds the provider of the path. IDENTITY_UNKNOWN: there is none, or it is off. */
static enum gh_status open_provider(struct sso *sso, enum identity_fault *fault)
{
    struct request *rq = sso->rq;
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = identity_provider_find(db, rq->server->vault, rq->parameters[0], &sso->provider);
    db_pool_give(rq->server->pool, db);
    if (!status)
        sso->call = (struct identity_call){
            .provider = &sso->provider,
            .cache = rq->server->identity->cache,
            .now = rq->now,
            .callback = request_text(rq, "%s/sso/%s/callback", rq->server->public_url, sso->provider.name),
            .home = request_text(rq, "%s/app/sign-in", rq->server->public_url),
            .agent = rq->agent ? rq->agent : ""};
    *fault = status == GH_NOT_FOUND || (!status && !sso->provider.enabled) ? IDENTITY_UNKNOWN : IDENTITY_GOOD;
    if (!status && !*fault)
        *fault = identity_host_trust(rq->server->identity, &sso->trust, &sso->call);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Sends the browser on. A link that another site shows must not keep the way back in its history: no-store. */
static enum gh_status go_to(struct request *rq, struct reply *reply, const char *url)
{
    reply_header(reply, "Location", request_text(rq, "%s", url));
    return reply_bytes(rq, reply, 303, "text/plain", BYTES(NULL, 0));
}

/* ---- Away ---- */

static enum gh_status begin_flow(struct sso *sso, const char *browser)
{
    struct request *rq = sso->rq;
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = db_begin(db);
    if (!status)
        status = record_finish(
            db, identity_flow_begin(db, rq->server->vault, &sso->flow, browser, rq->address, rq->now, &sso->keys));
    db_pool_give(rq->server->pool, db);
    return status;
}

/* What the form of name and password says: it is shown again after a wrong try. */
static enum sso_said said(const struct request *rq)
{
    const char *word = request_query(rq, "said");
    return !word                        ? SSO_SAID_ASKED
           : strcmp(word, "wrong") == 0 ? SSO_SAID_WRONG
           : strcmp(word, "wait") == 0  ? SSO_SAID_WAIT
                                        : SSO_SAID_ASKED;
}

static enum gh_status start(struct sso *sso, enum identity_fault *fault)
{
    struct request *rq = sso->rq;
    char fresh[IDENTITY_KEY_SIZE];
    char *url = request_alloc(rq, IDENTITY_URL_SIZE);
    const struct bytes known = browser_of(rq);
    const struct identity_kind *kind = sso->provider.kind;
    if (!kind->begin && !kind->password) {
        *fault = IDENTITY_UNKNOWN;
        return GH_OK;
    }
    identity_flow_browser(fresh);
    const char *browser = known.len ? request_copy(rq, known) : request_text(rq, "%s", fresh);
    sso->flow.provider = sso->provider.id;
    identity_flow_path(request_query(rq, "to"), sso->flow.to);
    enum gh_status status = begin_flow(sso, browser);
    if (status == GH_FULL || status == GH_BUSY) {
        *fault = IDENTITY_FULL;
        return GH_OK;
    }
    if (!status && kind->begin)
        *fault = kind->begin(&sso->call, &sso->keys, url);
    if (status || *fault)
        return status;
    reply_header(sso->reply, "Set-Cookie",
                 request_text(rq, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%ld%s", cookie_name(rq), browser,
                              (long)(IDENTITY_FLOW_LIFE / TICK_SECOND), rq->secure ? "; Secure" : ""));
    return kind->begin ? go_to(rq, sso->reply, url)
                       : sso_page_password(rq, sso->reply, &sso->provider, sso->keys.state, said(rq));
}

/* Opens the provider, runs `step`, and answers with the page of a fault. */
static enum gh_status run(struct request *rq, struct reply *reply,
                          enum gh_status (*step)(struct sso *sso, enum identity_fault *fault))
{
    struct sso *sso = request_alloc(rq, sizeof *sso);
    enum identity_fault fault = IDENTITY_GOOD;
    sso->rq = rq;
    sso->reply = reply;
    enum gh_status status = open_provider(sso, &fault);
    if (!status && !fault)
        status = step(sso, &fault);
    if (status)
        fault = IDENTITY_INTERNAL;
    if (fault)
        status = fail(sso, fault);
    identity_provider_end(&sso->provider);
    sodium_memzero(&sso->keys, sizeof sso->keys);
    return status;
}

enum gh_status sso_start_get(struct request *rq, struct reply *reply)
{
    return run(rq, reply, start);
}

/* ---- Back ---- */

/* Takes the flow of the state out, and checks that it is this browser's and this provider's. */
static enum gh_status take_flow(struct sso *sso, const char *state, enum identity_fault *fault)
{
    struct request *rq = sso->rq;
    struct db *db;
    const struct bytes browser = browser_of(rq);
    *fault = !browser.len ? IDENTITY_OTHER_BROWSER : !state ? IDENTITY_STATE : IDENTITY_GOOD;
    if (*fault)
        return GH_OK;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status =
        identity_flow_take(db, rq->server->vault, bytes_of_string(state), browser, rq->now, &sso->flow, &sso->keys);
    db_pool_give(rq->server->pool, db);
    const bool mine = !status && !sso->flow.account && memcmp(sso->flow.provider.b, sso->provider.id.b, UUID_LEN) == 0;
    if (status == GH_NOT_FOUND || (!status && !mine))
        *fault = IDENTITY_STATE;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Where the session will have come from. */
static void set_origin(struct sso *sso, const struct identity *who)
{
    struct session_origin *o = &sso->flow.origin;
    const struct vault *vault = sso->rq->server->vault;
    struct uuid row;
    o->provider = sso->provider.id;
    identity_subject_hash(vault, &o->provider, who->subject, o->subject_hash);
    o->has_sid = who->sid[0] != '\0';
    if (o->has_sid)
        identity_sid_hash(vault, &o->provider, who->sid, o->sid_hash);
    const size_t len = strlen(who->hint);
    memcpy(row.b, o->subject_hash, UUID_LEN);
    if (len > 0) {
        vault_seal(vault, SSO_HINT_COLUMN, &row, bytes_of_string(who->hint), o->hint);
        o->hint_len = len + VAULT_OVERHEAD;
    }
}

/* Finds or makes the account. A fault rolls everything back. */
static enum gh_status settle_once(struct sso *sso, struct db *db, const struct identity *who, int64_t *account,
                                  enum identity_fault *fault)
{
    struct request *rq = sso->rq;
    const struct account_act act = {.audit = {db, rq->now, 0, rq->address}, .vault = rq->server->vault};
    struct identity_rules *rules = request_alloc(rq, sizeof *rules);
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = identity_rules_load(db, &sso->provider.id, rules);
    if (!status)
        status = identity_link_settle(&act, &sso->provider, who, rules, account, fault);
    if (!status && *fault) {
        db_rollback(db);
        return GH_OK;
    }
    return record_finish(db, status);
}

/* Whether the account's own second factor is still to be asked for. */
static enum gh_status asks_code(struct sso *sso, struct db *db, int64_t account, bool *asks)
{
    bool strong;
    enum gh_status status = second_factor_check(db, sso->rq->server->vault, account, "", sso->rq->now, &strong);
    *asks = status == GH_DENIED;
    return status == GH_DENIED ? GH_OK : status;
}

/* Lets the sign-in wait for the account's second factor. */
static enum gh_status wait_for_code(struct sso *sso, struct db *db, int64_t account)
{
    struct request *rq = sso->rq;
    sso->flow.account = account;
    enum gh_status status = db_begin(db);
    if (!status)
        status =
            record_finish(db, identity_flow_begin(db, rq->server->vault, &sso->flow, request_copy(rq, browser_of(rq)),
                                                  rq->address, rq->now, &sso->keys));
    return status ? status : sso_page_code(rq, sso->reply, sso->keys.state, SSO_CODE_ASKED);
}

static enum gh_status open_session(struct sso *sso, struct db *db, int64_t account, bool strong)
{
    struct request *rq = sso->rq;
    const char *how = request_text(rq, "%s%s", sso->provider.name, strong ? "; second factor" : "");
    enum gh_status status = session_begin(rq, sso->reply, db, account, strong, how, &sso->flow.origin, NULL);
    return status ? status : go_to(rq, sso->reply, sso->flow.to);
}

static enum gh_status sign_in(struct sso *sso, const struct identity *who, enum identity_fault *fault)
{
    struct request *rq = sso->rq;
    struct db *db;
    int64_t account = 0;
    bool asks = false;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = settle_once(sso, db, who, &account, fault);
    if (status == GH_CONFLICT) /* the same person's first sign-in in another window, at the same moment */
        status = settle_once(sso, db, who, &account, fault);
    if (!status && !*fault) {
        set_origin(sso, who);
        status = who->strong ? GH_OK : asks_code(sso, db, account, &asks);
        if (!status)
            status = asks ? wait_for_code(sso, db, account) : open_session(sso, db, account, who->strong);
    }
    db_pool_give(rq->server->pool, db);
    return status;
}

static enum gh_status come_back(struct sso *sso, enum identity_fault *fault)
{
    struct request *rq = sso->rq;
    struct identity_parameters parameters = {.count = 0};
    struct identity *who = request_alloc(rq, sizeof *who);
    if (!sso->provider.kind->finish) {
        *fault = IDENTITY_UNKNOWN;
        return GH_OK;
    }
    enum gh_status status = take_flow(sso, request_query(sso->rq, "state"), fault);
    if (status || *fault)
        return status;
    for (size_t i = 0; i < rq->query_count && i < IDENTITY_PARAMETERS_MAX; i++)
        parameters.items[parameters.count++] = (struct identity_parameter){rq->query[i].name, rq->query[i].value};
    *fault = sso->provider.kind->finish(&sso->call, &sso->keys, &parameters, who);
    if (!*fault && !who->subject[0])
        *fault = IDENTITY_MALFORMED;
    if (!*fault)
        status = sign_in(sso, who, fault);
    sodium_memzero(who, sizeof *who);
    return status;
}

enum gh_status sso_callback_get(struct request *rq, struct reply *reply)
{
    return run(rq, reply, come_back);
}

/* ---- A name and a password, typed here ---- */

struct typed {
    char state[IDENTITY_KEY_SIZE], name[257], password[1025];
};

/* A provider that judges a password, for the brakes of auth/login.h. */
struct trial {
    struct sso *sso;
    struct identity *who;
    enum identity_fault fault;
};

static enum gh_status ask_provider(void *context, struct db_pool *pool, const struct credentials *credentials,
                                   int64_t *account)
{
    struct trial *t = context;
    (void)pool;
    (void)account; /* who it is here is settled afterwards */
    t->fault = t->sso->provider.kind->password(&t->sso->call, credentials->name, credentials->password, t->who);
    if (!t->fault && !t->who->subject[0])
        t->fault = IDENTITY_MALFORMED;
    return t->fault == IDENTITY_DENIED ? GH_DENIED : t->fault ? GH_UNAVAILABLE : GH_OK;
}

/* Sends the browser to a new form, so that loading the page again sends no password. */
static enum gh_status ask_again(struct sso *sso, const char *name, bool wait)
{
    struct request *rq = sso->rq;
    char to[3 * IDENTITY_TO_SIZE];
    enum gh_status status = sso_count_failure(rq, name, wait ? SIGN_IN_BRAKED : SIGN_IN_WRONG);
    if (!status)
        status = url_encode(bytes_of_string(sso->flow.to), to, sizeof to);
    return status ? status
                  : go_to(rq, sso->reply,
                          request_text(rq, "/sso/%s/start?to=%s&said=%s", sso->provider.name, to,
                                       wait ? "wait" : "wrong"));
}

static enum gh_status judge_password(struct sso *sso, const struct typed *typed, enum identity_fault *fault)
{
    struct request *rq = sso->rq;
    struct trial trial = {.sso = sso, .who = request_alloc(rq, sizeof *trial.who)};
    const struct authenticator provider = {sso->provider.name, ask_provider, &trial};
    const struct credentials credentials = {typed->name, typed->password, "", rq->address, BYTES(NULL, 0)};
    enum login_result result = LOGIN_WRONG;
    int wait = 0;
    enum gh_status status =
        login_first(rq->server->pool, rq->server->vault, &provider, &credentials, rq->now, &result, &wait);
    if (trial.fault && trial.fault != IDENTITY_DENIED) {
        *fault = trial.fault;
        status = GH_OK;
    } else if (!status) {
        status =
            result == LOGIN_OK ? sign_in(sso, trial.who, fault) : ask_again(sso, typed->name, result == LOGIN_WAIT);
    }
    sodium_memzero(trial.who, sizeof *trial.who);
    return status;
}

static enum gh_status take_password(struct sso *sso, enum identity_fault *fault)
{
    struct request *rq = sso->rq;
    struct typed typed;
    if (!sso->provider.kind->password) {
        *fault = IDENTITY_UNKNOWN;
        return GH_OK;
    }
    const bool whole = !form_value(rq->body, "state", typed.state, sizeof typed.state) &&
                       !form_value(rq->body, "name", typed.name, sizeof typed.name) &&
                       !form_value(rq->body, "password", typed.password, sizeof typed.password);
    enum gh_status status = take_flow(sso, whole ? typed.state : NULL, fault);
    if (!status && !*fault)
        status = judge_password(sso, &typed, fault);
    sodium_memzero(&typed, sizeof typed);
    return status;
}

enum gh_status sso_password_post(struct request *rq, struct reply *reply)
{
    return run(rq, reply, take_password);
}

/* ---- The account's own second factor ---- */

static enum gh_status finish_code(struct sso *sso, const char *state)
{
    struct request *rq = sso->rq;
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = identity_flow_take(db, rq->server->vault, bytes_of_string(state), browser_of(rq), rq->now, &sso->flow,
                                &sso->keys);
    if (!status)
        status = identity_provider_load(db, rq->server->vault, &sso->flow.provider, &sso->provider);
    if (!status)
        status = open_session(sso, db, sso->flow.account, true);
    db_pool_give(rq->server->pool, db);
    return status;
}

/* The account that waits for a code, with its sign-in name. GH_NOT_FOUND: none. */
static enum gh_status find_waiting(struct sso *sso, const char *state, char name[static LOGIN_NAME_BYTES + 1])
{
    struct request *rq = sso->rq;
    struct db *db;
    struct account account = {.id = 0};
    enum gh_status status = db_pool_take(rq->server->pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = identity_flow_look(db, rq->server->vault, bytes_of_string(state), browser_of(rq), rq->now, &sso->flow);
    if (!status)
        status = account_load(db, rq->server->vault, sso->flow.account, &account);
    if (!status && !account.active)
        status = GH_NOT_FOUND;
    memcpy(name, account.name, sizeof account.name);
    account_wipe(&account);
    db_pool_give(rq->server->pool, db);
    return status;
}

static enum gh_status try_code(struct sso *sso, const char *state, const char *name, const char *code)
{
    struct request *rq = sso->rq;
    const struct credentials credentials = {name, "", code, rq->address, BYTES(NULL, 0)};
    enum login_result result = LOGIN_WRONG;
    int wait = 0;
    enum gh_status status =
        login_second(rq->server->pool, rq->server->vault, &credentials, sso->flow.account, rq->now, &result, &wait);
    if (status || result == LOGIN_OK)
        return status ? status : finish_code(sso, state);
    status = sso_count_failure(rq, name, result == LOGIN_WAIT ? SIGN_IN_BRAKED : SIGN_IN_CODE);
    return status ? status
                  : sso_page_code(rq, sso->reply, state, result == LOGIN_WAIT ? SSO_CODE_WAIT : SSO_CODE_WRONG);
}

enum gh_status sso_code_post(struct request *rq, struct reply *reply)
{
    struct sso *sso = request_alloc(rq, sizeof *sso);
    char state[IDENTITY_KEY_SIZE] = "", code[32] = "", name[LOGIN_NAME_BYTES + 1] = "";
    sso->rq = rq;
    sso->reply = reply;
    enum gh_status status = form_value(rq->body, "state", state, sizeof state);
    if (!status)
        status = form_value(rq->body, "code", code, sizeof code);
    if (!status)
        status = find_waiting(sso, state, name);
    if (!status)
        status = try_code(sso, state, name, code);
    identity_provider_end(&sso->provider);
    sodium_memzero(&sso->keys, sizeof sso->keys);
    sodium_memzero(code, sizeof code);
    if (status == GH_NOT_FOUND || status == GH_MALFORMED || status == GH_TOO_LONG)
        return sso_page_fault(rq, reply, "", IDENTITY_STATE, "");
    return status;
}

/* ---- Logout ---- */

/* Ends the sessions that the provider names, once for each of its marks. */
static enum gh_status end_sessions(struct sso *sso, const struct identity_ended *ended)
{
    struct request *rq = sso->rq;
    const struct vault *vault = rq->server->vault;
    uint8_t subject[VAULT_HASH_LEN], sid[VAULT_HASH_LEN];
    int64_t account = 0, closed = 0;
    struct db *db;
    identity_subject_hash(vault, &sso->provider.id, ended->subject, subject);
    identity_sid_hash(vault, &sso->provider.id, ended->sid, sid);
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = db_begin(db);
    if (!status && ended->mark[0])
        status = identity_mark(db, vault, &sso->provider.id, ended->mark, ended->mark_until);
    if (!status)
        status = session_end_origin(db, &sso->provider.id, ended->subject[0] ? subject : NULL,
                                    ended->sid[0] ? sid : NULL, &account, &closed);
    if (!status && closed > 0)
        status = audit_note(&(struct audit_act){db, rq->now, account, rq->address}, "signed-out", "account", account,
                            request_text(rq, "%s: by the provider", sso->provider.name));
    status = record_finish(db, status);
    db_pool_give(rq->server->pool, db);
    return status;
}

/* OpenID Connect Back-Channel Logout 1.0, 2.8: 200, or 400 with an error as RFC 6749, 5.2 has it. */
enum gh_status sso_ended_post(struct request *rq, struct reply *reply)
{
    struct sso *sso = request_alloc(rq, sizeof *sso);
    struct identity_ended *ended = request_alloc(rq, sizeof *ended);
    enum identity_fault fault = IDENTITY_GOOD;
    sso->rq = rq;
    sso->reply = reply;
    enum gh_status status = open_provider(sso, &fault);
    if (!status && !fault && !sso->provider.kind->ended)
        fault = IDENTITY_UNKNOWN;
    if (!status && !fault)
        fault = sso->provider.kind->ended(&sso->call, rq->body, ended);
    if (!status && !fault && !ended->subject[0] && !ended->sid[0])
        fault = IDENTITY_MALFORMED;
    if (!status && !fault)
        status = end_sessions(sso, ended);
    if (status == GH_CONFLICT)
        fault = IDENTITY_USED;
    if (fault)
        status = sso_count_fault(rq, sso->provider.name, fault, sso->call.why);
    identity_provider_end(&sso->provider);
    if (status)
        return status;
    if (fault)
        return reply_json(
            rq, reply, 400,
            json_pack("{s:s, s:s}", "error", "invalid_request", "error_description", identity_fault_text(fault)->code));
    return reply_bytes(rq, reply, 200, "text/plain", BYTES(NULL, 0));
}

/* Asks the provider's kind for the address that ends the session there too; the sign-in page without one. */
static enum gh_status logout_url(struct sso *sso, const struct session_origin *origin, const char **to)
{
    struct request *rq = sso->rq;
    char *hint = request_alloc(rq, IDENTITY_HINT_SIZE), *url = request_alloc(rq, IDENTITY_URL_SIZE);
    struct uuid row;
    size_t len = 0;
    memcpy(row.b, origin->subject_hash, UUID_LEN);
    if (origin->hint_len > 0 &&
        vault_open_box(rq->server->vault, SSO_HINT_COLUMN, &row, BYTES(origin->hint, origin->hint_len), (uint8_t *)hint,
                       IDENTITY_HINT_SIZE, &len))
        hint[0] = '\0';
    if (sso->provider.kind->logout && sso->provider.kind->logout(&sso->call, hint, url) == IDENTITY_GOOD)
        *to = url;
    sodium_memzero(hint, IDENTITY_HINT_SIZE);
    return GH_OK;
}

/* Closes the session here, and says where the browser goes to close the one at the provider. */
static enum gh_status close_here(struct request *rq, struct session_origin *origin,
                                 char provider[static IDENTITY_NAME_SIZE])
{
    struct identity_provider p = {.settings = NULL};
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = session_origin(db, request_session_token(rq), origin);
    if (!status && !identity_provider_load(db, rq->server->vault, &origin->provider, &p))
        (void)snprintf(provider, IDENTITY_NAME_SIZE, "%s", p.name);
    identity_provider_end(&p);
    if (!status || status == GH_NOT_FOUND)
        status = session_finish(rq, db, "everywhere");
    db_pool_give(rq->server->pool, db);
    return status;
}

enum gh_status session_everywhere_remove(struct request *rq, struct reply *reply)
{
    struct sso *sso = request_alloc(rq, sizeof *sso);
    struct session_origin *origin = request_alloc(rq, sizeof *origin);
    char *name = request_alloc(rq, IDENTITY_NAME_SIZE);
    enum identity_fault fault = IDENTITY_GOOD;
    const char *to = "/app/sign-in";
    sso->rq = rq;
    enum gh_status status = close_here(rq, origin, name);
    rq->parameters[0] = name;
    if (!status && name[0])
        status = open_provider(sso, &fault);
    if (!status && name[0] && !fault)
        status = logout_url(sso, origin, &to);
    identity_provider_end(&sso->provider);
    if (status)
        return status;
    session_cookie_forget(rq, reply);
    return reply_json(rq, reply, 200, json_pack("{s:s}", "to", to));
}
