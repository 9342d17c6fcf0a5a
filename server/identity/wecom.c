/* WeCom (企业微信): inside its app by OAuth 2.0 (document 91022, "构造网页授权链接"), on a PC by the page with a QR
 * code (98152, "企业微信Web登录"), then who it is (91023 getuserinfo, 95833 getuserdetail). */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/secret.h"
#include "identity/document.h"
#include "identity/kinds.h"
#include "wecom/failure.h"
#include "json/json_read.h"

#define CODE_MAX 512 /* document 91022 */

static const struct identity_field fields[] = {
    {"corp_id", N_("CorpID"), N_("WeCom administration, My enterprise"), IDENTITY_TEXT, true, ""},
    {"agent_id", N_("AgentId"), N_("WeCom administration, Applications, this application"), IDENTITY_TEXT, true, ""},
    {"secret", N_("Secret of the application"), N_("Stays sealed and is never shown again"), IDENTITY_SECRET, false,
     ""},
    {"detail", N_("Also ask for the e-mail address"), N_("Members are asked to agree in WeCom"), IDENTITY_FLAG, false,
     ""},
    {"api_url", N_("Address of the interface"), "", IDENTITY_URL, true, "https://qyapi.weixin.qq.com"},
    {"app_url", N_("Sign-in page inside WeCom"), "", IDENTITY_URL, true,
     "https://open.weixin.qq.com/connect/oauth2/authorize"},
    {"qr_url", N_("Sign-in page with the QR code"), "", IDENTITY_URL, true,
     "https://login.work.weixin.qq.com/wwlogin/sso/login"},
};

/* ---- Away ---- */

static bool write_inside(const struct identity_call *call, const struct identity_keys *keys, char *url)
{
    static const char end[] = "#wechat_redirect";
    (void)snprintf(url, IDENTITY_URL_SIZE, "%s", identity_setting(call->provider, "app_url"));
    if (!identity_url_add(url, IDENTITY_URL_SIZE, "?", "appid", identity_setting(call->provider, "corp_id")) ||
        !identity_url_add(url, IDENTITY_URL_SIZE, "&", "redirect_uri", call->callback) ||
        !identity_url_add(url, IDENTITY_URL_SIZE, "&", "response_type", "code") ||
        !identity_url_add(url, IDENTITY_URL_SIZE, "&", "scope",
                          *identity_setting(call->provider, "detail") ? "snsapi_privateinfo" : "snsapi_base") ||
        !identity_url_add(url, IDENTITY_URL_SIZE, "&", "state", keys->state) ||
        !identity_url_add(url, IDENTITY_URL_SIZE, "&", "agentid", identity_setting(call->provider, "agent_id")))
        return false;
    const size_t used = strlen(url);
    return snprintf(url + used, IDENTITY_URL_SIZE - used, "%s", end) < (int)(IDENTITY_URL_SIZE - used);
}

static bool write_qr(const struct identity_call *call, const struct identity_keys *keys, char *url)
{
    (void)snprintf(url, IDENTITY_URL_SIZE, "%s", identity_setting(call->provider, "qr_url"));
    return identity_url_add(url, IDENTITY_URL_SIZE, "?", "login_type", "CorpApp") &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "appid", identity_setting(call->provider, "corp_id")) &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "agentid", identity_setting(call->provider, "agent_id")) &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "redirect_uri", call->callback) &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "state", keys->state);
}

/* WeCom's app names itself: "... MicroMessenger/7.0.1 wxwork/4.1.20". */
static enum identity_fault begin(struct identity_call *call, const struct identity_keys *keys,
                                 char url[static IDENTITY_URL_SIZE])
{
    const bool inside = strstr(call->agent, "wxwork/") != NULL;
    return (inside ? write_inside : write_qr)(call, keys, url)
               ? IDENTITY_GOOD
               : identity_because(call, IDENTITY_SETUP, "the address of the provider is too long");
}

/* ---- Calls ---- */

static int code_of(const json_t *answer)
{
    const json_t *code = json_object_get(answer, "errcode");
    return json_is_integer(code) ? (int)json_integer_value(code) : -1;
}

/* Says what an error code means for a sign-in. */
static enum identity_fault judge(struct identity_call *call, const json_t *answer)
{
    char address[WECOM_ADDRESS_SIZE] = "";
    const int code = code_of(answer);
    const struct wecom_failure *failure = wecom_failure_of(code);
    if (code == 0)
        return IDENTITY_GOOD;
    (void)wecom_failure_address(json_member_text(answer, "errmsg"), address);
    (void)snprintf(call->why, sizeof call->why, "%d %s %s", code, failure->name, address);
    return failure->kind == WECOM_USED_CODE                                             ? IDENTITY_USED
           : failure->kind == WECOM_LATER || failure->kind == WECOM_STALE_TOKEN         ? IDENTITY_NOT_REACHED
           : strcmp(failure->name, "not-visible") == 0                                  ? IDENTITY_NOT_VISIBLE
           : strcmp(failure->name, "secret") == 0 || strcmp(failure->name, "corp") == 0 ? IDENTITY_CLIENT_REFUSED
                                                                                        : IDENTITY_SETUP;
}

/* Returns the URL of a call with one or two parameters, or NULL. The caller gives it to secret_free(). */
static char *make_url(const struct identity_call *call, const char *path, const char *name, const char *value,
                      const char *other, const char *other_value)
{
    char *url = malloc(IDENTITY_URL_SIZE);
    if (url &&
        snprintf(url, IDENTITY_URL_SIZE, "%s%s", identity_setting(call->provider, "api_url"), path) <
            IDENTITY_URL_SIZE &&
        identity_url_add(url, IDENTITY_URL_SIZE, "?", name, value) &&
        (!other || identity_url_add(url, IDENTITY_URL_SIZE, "&", other, other_value)))
        return url;
    secret_free(url);
    return NULL;
}

/* Gets the access token, which lives two hours and is kept for one. stale: a token that WeCom has refused and that is
 * not used again; NULL: none. A kept refusal is asked again. */
static enum identity_fault get_access(struct identity_call *call, const json_t *stale, json_t **out)
{
    char *url = make_url(call, "/cgi-bin/gettoken", "corpid", identity_setting(call->provider, "corp_id"), "corpsecret",
                         call->provider->secret);
    json_t *answer = NULL;
    if (!url)
        return identity_because(call, IDENTITY_SETUP, "the address of the interface is too long");
    if (stale)
        identity_document_forget(call, url, stale);
    enum identity_fault fault = identity_document(call, url, IDENTITY_DOCUMENT_LIFE, &answer);
    if (!fault && code_of(answer) != 0) {
        json_decref(answer);
        answer = NULL;
        fault = identity_document(call, url, 0, &answer);
    }
    secret_free(url);
    if (!fault)
        fault = judge(call, answer);
    if (fault)
        json_decref(answer);
    else
        *out = answer;
    return fault;
}

/* One call of the interface: a GET with a parameter, or a POST of a body. */
struct question {
    const char *path;
    const char *name, *value; /* NULL: none */
    const json_t *body;       /* NULL: GET */
};

static enum identity_fault ask_once(struct identity_call *call, const json_t *access, const struct question *q,
                                    json_t **out)
{
    char *url = make_url(call, q->path, "access_token", json_member_text(access, "access_token"), q->name, q->value);
    char *text = q->body ? json_dumps(q->body, JSON_COMPACT) : NULL;
    int status = 0;
    enum identity_fault fault = IDENTITY_INTERNAL;
    if (url && (text || !q->body))
        fault =
            text ? identity_ask_json(call, url, text, &status, out) : identity_ask(call, url, NULL, NULL, &status, out);
    secret_free(url);
    secret_free(text);
    return fault;
}

/* Asks with the token. One that WeCom does not accept any more (40014, 42001) is renewed once. The caller gives *out
 * back. */
static enum identity_fault ask(struct identity_call *call, json_t **access, const struct question *q, json_t **out)
{
    json_t *answer = NULL, *fresh = NULL;
    enum identity_fault fault = ask_once(call, *access, q, &answer);
    if (!fault && wecom_failure_of(code_of(answer))->kind == WECOM_STALE_TOKEN) {
        json_decref(answer);
        answer = NULL;
        fault = get_access(call, *access, &fresh);
        if (!fault) {
            json_decref(*access);
            *access = fresh;
            fault = ask_once(call, *access, q, &answer);
        }
    }
    if (!fault)
        fault = judge(call, answer);
    if (fault)
        json_decref(answer);
    else
        *out = answer;
    return fault;
}

/* Asks for the e-mail address that the enterprise has given. A member who does not agree has no ticket, and none. */
static enum identity_fault add_detail(struct identity_call *call, json_t **access, const char *ticket,
                                      struct identity *out)
{
    json_t *body = json_pack("{s:s}", "user_ticket", ticket), *detail = NULL;
    const struct question q = {.path = "/cgi-bin/auth/getuserdetail", .body = body};
    enum identity_fault fault = body ? ask(call, access, &q, &detail) : IDENTITY_INTERNAL;
    if (!fault)
        identity_put(out, "email", json_member_text(detail, "biz_mail"), true);
    json_decref(detail);
    json_decref(body);
    return fault;
}

/* ---- Back ---- */

/* UserIDs do not differ by case. */
static void take_user(const char *user, struct identity *out)
{
    size_t len = 0;
    for (; user[len] && len + 1 < sizeof out->subject; len++)
        out->subject[len] = (char)tolower((unsigned char)user[len]);
    out->subject[len] = '\0';
    identity_put(out, "userid", user, true);
}

static enum identity_fault take_member(struct identity_call *call, json_t **access, const json_t *who,
                                       struct identity *out)
{
    const char *user = json_member_text(who, "userid"), *ticket = json_member_text(who, "user_ticket");
    if (!*user) /* only an openid: not a member of the enterprise */
        return identity_because(call, IDENTITY_DENIED, "not a member of this enterprise");
    take_user(user, out);
    return *identity_setting(call->provider, "detail") && *ticket ? add_detail(call, access, ticket, out)
                                                                  : IDENTITY_GOOD;
}

static enum identity_fault finish(struct identity_call *call, const struct identity_keys *keys,
                                  const struct identity_parameters *parameters, struct identity *out)
{
    const char *code = identity_parameter(parameters, "code");
    const struct question q = {.path = "/cgi-bin/auth/getuserinfo", .name = "code", .value = code};
    json_t *access = NULL, *who = NULL;
    (void)keys; /* the state is verified, and WeCom has neither nonce nor PKCE */
    if (!code || !*code || strlen(code) > CODE_MAX)
        return identity_because(call, IDENTITY_DENIED, "no code");
    enum identity_fault fault = get_access(call, NULL, &access);
    if (!fault)
        fault = ask(call, &access, &q, &who);
    if (!fault)
        fault = take_member(call, &access, who, out);
    json_decref(access);
    json_decref(who);
    return fault;
}

static enum identity_fault check(struct identity_call *call)
{
    json_t *access = NULL;
    const enum identity_fault fault = get_access(call, NULL, &access);
    json_decref(access);
    return fault;
}

const struct identity_kind identity_wecom = {.name = "wecom",
                                             .label = N_("WeCom"),
                                             .fields = fields,
                                             .field_count = sizeof fields / sizeof fields[0],
                                             .handle = "userid",
                                             .begin = begin,
                                             .finish = finish,
                                             .check = check};
