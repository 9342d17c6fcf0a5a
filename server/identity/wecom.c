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

#define ENCODED_SIZE (3 * IDENTITY_SETTING_SIZE)
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

static const char *setting(const struct identity_call *call, const char *name)
{
    return identity_setting(call->provider, name);
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/* Appends "name=value", encoded. Returns false where it does not fit. */
static bool add(char *out, const char *between, const char *name, const char *value)
{
    char encoded[ENCODED_SIZE];
    const size_t used = strlen(out);
    if (url_encode(bytes_of_string(value), encoded, sizeof encoded))
        return false;
    const int len = snprintf(out + used, IDENTITY_URL_SIZE - used, "%s%s=%s", between, name, encoded);
    secret_wipe(encoded, sizeof encoded);
    return len > 0 && (size_t)len < IDENTITY_URL_SIZE - used;
}

/* ---- Away ---- */

static bool write_inside(const struct identity_call *call, const struct identity_keys *keys, char *url)
{
    static const char end[] = "#wechat_redirect";
    (void)snprintf(url, IDENTITY_URL_SIZE, "%s", setting(call, "app_url"));
    if (!add(url, "?", "appid", setting(call, "corp_id")) || !add(url, "&", "redirect_uri", call->callback) ||
        !add(url, "&", "response_type", "code") ||
        !add(url, "&", "scope", *setting(call, "detail") ? "snsapi_privateinfo" : "snsapi_base") ||
        !add(url, "&", "state", keys->state) || !add(url, "&", "agentid", setting(call, "agent_id")))
        return false;
    const size_t used = strlen(url);
    return snprintf(url + used, IDENTITY_URL_SIZE - used, "%s", end) < (int)(IDENTITY_URL_SIZE - used);
}

static bool write_qr(const struct identity_call *call, const struct identity_keys *keys, char *url)
{
    (void)snprintf(url, IDENTITY_URL_SIZE, "%s", setting(call, "qr_url"));
    return add(url, "?", "login_type", "CorpApp") && add(url, "&", "appid", setting(call, "corp_id")) &&
           add(url, "&", "agentid", setting(call, "agent_id")) && add(url, "&", "redirect_uri", call->callback) &&
           add(url, "&", "state", keys->state);
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
    (void)wecom_failure_address(text_of(answer, "errmsg"), address);
    (void)snprintf(call->why, sizeof call->why, "%d %s %s", code, failure->name, address);
    return failure->kind == WECOM_USED_CODE                                             ? IDENTITY_USED
           : failure->kind == WECOM_LATER || failure->kind == WECOM_STALE_TOKEN         ? IDENTITY_NOT_REACHED
           : strcmp(failure->name, "secret") == 0 || strcmp(failure->name, "corp") == 0 ? IDENTITY_CLIENT_REFUSED
                                                                                        : IDENTITY_SETUP;
}

/* Gets the access token: the kept one while it is at most max_age old, unless that was a refusal. */
static enum identity_fault get_access(struct identity_call *call, tick max_age, json_t **out)
{
    char *url = malloc(IDENTITY_URL_SIZE);
    enum identity_fault fault = IDENTITY_SETUP;
    json_t *answer = NULL;
    if (url && snprintf(url, IDENTITY_URL_SIZE, "%s/cgi-bin/gettoken", setting(call, "api_url")) < IDENTITY_URL_SIZE &&
        add(url, "?", "corpid", setting(call, "corp_id")) && add(url, "&", "corpsecret", call->provider->secret))
        fault = identity_document(call, url, max_age, &answer);
    if (!fault && code_of(answer) != 0 && max_age > 0) {
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

/* Calls `path` with the token and one parameter. The caller gives *out back, whatever its error code. */
static enum identity_fault ask(struct identity_call *call, const json_t *access, const char *path, const char *name,
                               const char *value, json_t **out)
{
    char *url = malloc(IDENTITY_URL_SIZE);
    int status = 0;
    enum identity_fault fault = IDENTITY_SETUP;
    if (url && snprintf(url, IDENTITY_URL_SIZE, "%s%s", setting(call, "api_url"), path) < IDENTITY_URL_SIZE &&
        add(url, "?", "access_token", text_of(access, "access_token")) && add(url, "&", name, value))
        fault = identity_ask(call, url, NULL, NULL, &status, out);
    secret_free(url);
    return fault;
}

/* Asks for the e-mail address that the enterprise has given. A member who does not agree has none. */
static enum identity_fault add_detail(struct identity_call *call, const json_t *access, const char *ticket,
                                      struct identity *out)
{
    char url[IDENTITY_URL_SIZE] = "";
    struct http_answer *answer = malloc(sizeof *answer);
    json_t *body = json_pack("{s:s}", "user_ticket", ticket), *json = NULL;
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    enum identity_fault fault = IDENTITY_NOT_REACHED;
    (void)snprintf(url, sizeof url, "%s/cgi-bin/auth/getuserdetail", setting(call, "api_url"));
    if (answer && text && add(url, "?", "access_token", text_of(access, "access_token"))) {
        const struct http_call post = {.method = "POST",
                                       .url = url,
                                       .headers = {"Content-Type: application/json"},
                                       .body = bytes_of_string(text),
                                       .timeout_ms = IDENTITY_TIMEOUT_MS};
        if (call->http->send(call->http->context, &post, answer) == HTTP_ANSWERED &&
            !json_read(BYTES(answer->body, answer->len), HTTP_ANSWER_MAX, &json, NULL))
            fault = judge(call, json);
    }
    if (!fault)
        identity_put(out, "email", text_of(json, "biz_mail"), true);
    secret_wipe(url, sizeof url);
    secret_free(answer);
    json_decref(json);
    json_decref(body);
    secret_free(text);
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

static enum identity_fault take_member(struct identity_call *call, const json_t *access, const json_t *who,
                                       struct identity *out)
{
    const char *user = text_of(who, "userid"), *ticket = text_of(who, "user_ticket");
    if (!*user) /* only an openid: not a member of the enterprise */
        return identity_because(call, IDENTITY_DENIED, "not a member of this enterprise");
    take_user(user, out);
    return *setting(call, "detail") && *ticket ? add_detail(call, access, ticket, out) : IDENTITY_GOOD;
}

static enum identity_fault finish(struct identity_call *call, const struct identity_keys *keys,
                                  const struct identity_parameters *parameters, struct identity *out)
{
    const char *code = identity_parameter(parameters, "code");
    json_t *access = NULL, *who = NULL;
    (void)keys; /* the state is verified, and WeCom has neither nonce nor PKCE */
    if (!code || !*code || strlen(code) > CODE_MAX)
        return identity_because(call, IDENTITY_DENIED, "no code");
    enum identity_fault fault = get_access(call, IDENTITY_DOCUMENT_LIFE, &access);
    if (!fault)
        fault = ask(call, access, "/cgi-bin/auth/getuserinfo", "code", code, &who);
    if (!fault && wecom_failure_of(code_of(who))->kind == WECOM_STALE_TOKEN) {
        json_decref(access);
        json_decref(who);
        access = who = NULL;
        fault = get_access(call, 0, &access);
        if (!fault)
            fault = ask(call, access, "/cgi-bin/auth/getuserinfo", "code", code, &who);
    }
    if (!fault)
        fault = judge(call, who);
    if (!fault)
        fault = take_member(call, access, who, out);
    json_decref(access);
    json_decref(who);
    return fault;
}

const struct identity_kind identity_wecom = {.name = "wecom",
                                             .label = N_("WeCom"),
                                             .fields = fields,
                                             .field_count = sizeof fields / sizeof fields[0],
                                             .begin = begin,
                                             .finish = finish};
