/* OpenID Connect: authorization code with PKCE (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700), discovery (OpenID
 * Connect Discovery 1.0), logout by us (RP-Initiated Logout 1.0) and by the provider (Back-Channel Logout 1.0). */
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "base/secret.h"
#include "identity/document.h"
#include "identity/jose.h"
#include "identity/kinds.h"
#include "identity/oidc_claims.h"
#include "json/json_read.h"

#define BODY_SIZE 8192
#define ENCODED_SIZE (3 * IDENTITY_SETTING_SIZE)
#define CODE_MAX 4096

static const struct identity_field fields[] = {
    {"issuer", N_("Issuer"), N_("As the provider's discovery document has it, character by character"), IDENTITY_URL,
     true, ""},
    {"client_id", N_("Client ID"), "", IDENTITY_TEXT, true, ""},
    {"secret", N_("Client secret"), N_("Stays sealed and is never shown again"), IDENTITY_SECRET, false, ""},
    {"scope", N_("Scopes"), "", IDENTITY_TEXT, true, "openid profile email"},
    {"mfa_values", N_("Values of acr or amr that mean a second factor"),
     N_("Separated by blanks. Empty: the second factor of this system counts."), IDENTITY_TEXT, false, ""},
    {"userinfo", N_("Also ask the userinfo endpoint"), "", IDENTITY_FLAG, false, ""},
    {"secret_in_body", N_("Send the secret in the body (client_secret_post)"), "", IDENTITY_FLAG, false, ""},
    IDENTITY_CA_FIELD,
};

/* ---- Discovery ---- */

/* Loads the provider's description. The caller gives *out back. */
static enum identity_fault discover(struct identity_call *call, json_t **out)
{
    char url[IDENTITY_SETTING_SIZE + 64];
    const char *issuer = identity_setting(call->provider, "issuer");
    size_t len = strlen(issuer);
    len -= len > 0 && issuer[len - 1] == '/';
    (void)snprintf(url, sizeof url, "%.*s/.well-known/openid-configuration", (int)len, issuer);
    enum identity_fault fault = identity_document(call, url, IDENTITY_DOCUMENT_LIFE, out);
    if (!fault && strcmp(json_member_text(*out, "issuer"), issuer) != 0) {
        json_decref(*out);
        fault = identity_because(call, IDENTITY_WRONG_ISSUER, "the discovery document names another issuer");
    }
    return fault;
}

/* Returns an address of the description, or NULL where it is absent or not one that may be called. */
static const char *endpoint(const json_t *document, const char *name)
{
    const char *url = json_member_text(document, name);
    return *url && strlen(url) < IDENTITY_SETTING_SIZE && identity_url_safe(url) ? url : NULL;
}

/* ---- Away ---- */

static bool write_url(struct identity_call *call, const struct identity_keys *keys, const char *base,
                      char url[static IDENTITY_URL_SIZE])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    char challenge[IDENTITY_KEY_SIZE];
    (void)crypto_hash_sha256(hash, (const uint8_t *)keys->verifier, strlen(keys->verifier)); /* RFC 7636, 4.2 */
    sodium_bin2base64(challenge, sizeof challenge, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    (void)snprintf(url, IDENTITY_URL_SIZE, "%s", base);
    return identity_url_add(url, IDENTITY_URL_SIZE, strchr(base, '?') ? "&" : "?", "response_type", "code") &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "client_id", identity_setting(call->provider, "client_id")) &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "redirect_uri", call->callback) &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "scope", identity_setting(call->provider, "scope")) &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "state", keys->state) &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "nonce", keys->nonce) &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "code_challenge", challenge) &&
           identity_url_add(url, IDENTITY_URL_SIZE, "&", "code_challenge_method", "S256");
}

static enum identity_fault begin(struct identity_call *call, const struct identity_keys *keys,
                                 char url[static IDENTITY_URL_SIZE])
{
    json_t *document = NULL;
    enum identity_fault fault = discover(call, &document);
    if (fault)
        return fault;
    const char *base = endpoint(document, "authorization_endpoint");
    if (!base)
        fault = identity_because(call, IDENTITY_SETUP, "no authorization_endpoint with https");
    else if (!write_url(call, keys, base, url))
        fault = identity_because(call, IDENTITY_SETUP, "the address of the provider is too long");
    json_decref(document);
    return fault;
}

/* Whether the description and the keys are there. */
static enum identity_fault check(struct identity_call *call)
{
    json_t *document = NULL, *keys = NULL;
    enum identity_fault fault = discover(call, &document);
    if (fault)
        return fault;
    const char *url = endpoint(document, "jwks_uri");
    if (!url || !endpoint(document, "authorization_endpoint") || !endpoint(document, "token_endpoint"))
        fault = identity_because(call, IDENTITY_SETUP, "an address is missing, or is not https");
    else
        fault = identity_document(call, url, IDENTITY_DOCUMENT_LIFE, &keys);
    if (!fault && json_array_size(json_object_get(keys, "keys")) == 0)
        fault = identity_because(call, IDENTITY_SETUP, "the provider publishes no keys");
    json_decref(keys);
    json_decref(document);
    return fault;
}

/* ---- Tokens ---- */

/* Verifies a token with the provider's keys. A key that is unknown makes us fetch them once more. */
static enum identity_fault verify(struct identity_call *call, const json_t *document, struct bytes token, json_t **out)
{
    static const struct {
        enum identity_fault fault;
        const char *why;
    } results[] = {[JOSE_GOOD] = {IDENTITY_GOOD, ""},
                   [JOSE_MALFORMED] = {IDENTITY_MALFORMED, "the token has another form than a JWS"},
                   [JOSE_ALGORITHM] = {IDENTITY_SIGNATURE, "the token's algorithm is not allowed"},
                   [JOSE_UNKNOWN_KEY] = {IDENTITY_SIGNATURE, "the token's key is not among the provider's"},
                   [JOSE_WRONG] = {IDENTITY_SIGNATURE, "the token's signature is wrong"}};
    const char *url = endpoint(document, "jwks_uri");
    enum jose_result result = JOSE_UNKNOWN_KEY;
    if (!url)
        return identity_because(call, IDENTITY_SETUP, "no jwks_uri with https");
    for (tick age = IDENTITY_DOCUMENT_LIFE; result == JOSE_UNKNOWN_KEY && age >= 0; age -= IDENTITY_DOCUMENT_LIFE) {
        json_t *keys = NULL;
        const enum identity_fault fault = identity_document(call, url, age, &keys);
        if (fault)
            return fault;
        result = jose_verify(token, keys, out);
        json_decref(keys);
    }
    return result ? identity_because(call, results[result].fault, results[result].why) : IDENTITY_GOOD;
}

/* RFC 6749, 2.3.1: name and secret are form-encoded, then joined. */
static bool basic_header(struct identity_call *call, char *out, size_t size)
{
    char name[ENCODED_SIZE], secret[3 * IDENTITY_SECRET_SIZE], joined[sizeof name + sizeof secret];
    static const char start[] = "Authorization: Basic ";
    SECRET_UNTIL_END(secret);
    SECRET_UNTIL_END(joined);
    if (url_encode(bytes_of_string(identity_setting(call->provider, "client_id")), name, sizeof name) ||
        url_encode(bytes_of_string(call->provider->secret), secret, sizeof secret))
        return false;
    const int len = snprintf(joined, sizeof joined, "%s:%s", name, secret);
    if (len < 0 || sizeof start + sodium_base64_ENCODED_LEN((size_t)len, sodium_base64_VARIANT_ORIGINAL) > size)
        return false;
    memcpy(out, start, sizeof start);
    sodium_bin2base64(out + sizeof start - 1, size - sizeof start + 1, (const uint8_t *)joined, (size_t)len,
                      sodium_base64_VARIANT_ORIGINAL);
    return true;
}

/* RFC 6749, 5.2. glewlwyd 2.7 says invalid_code for invalid_grant. */
static enum identity_fault refused(struct identity_call *call, const json_t *answer)
{
    const char *error = json_member_text(answer, "error");
    if (strcmp(error, "invalid_grant") == 0 || strcmp(error, "invalid_code") == 0)
        return identity_because(call, IDENTITY_USED, "invalid_grant");
    if (strcmp(error, "invalid_client") == 0 || strcmp(error, "unauthorized_client") == 0)
        return identity_because(call, IDENTITY_CLIENT_REFUSED, "the client ID or its secret is refused");
    return identity_because(call, IDENTITY_SETUP, "the token endpoint refused the request");
}

static enum identity_fault redeem(struct identity_call *call, const struct identity_keys *keys, const json_t *document,
                                  const char *code, json_t **out)
{
    char body[BODY_SIZE] = "grant_type=authorization_code", header[ENCODED_SIZE + 3 * IDENTITY_SECRET_SIZE] = "";
    const char *url = endpoint(document, "token_endpoint"), *secret = call->provider->secret;
    const bool in_body = !*secret || *identity_setting(call->provider, "secret_in_body");
    int status = 0;
    SECRET_UNTIL_END(body);
    SECRET_UNTIL_END(header);
    if (!url)
        return identity_because(call, IDENTITY_SETUP, "no token_endpoint with https");
    bool fits = identity_url_add(body, sizeof body, "&", "code", code) &&
                identity_url_add(body, sizeof body, "&", "redirect_uri", call->callback) &&
                identity_url_add(body, sizeof body, "&", "code_verifier", keys->verifier);
    if (in_body)
        fits = fits &&
               identity_url_add(body, sizeof body, "&", "client_id", identity_setting(call->provider, "client_id")) &&
               (!*secret || identity_url_add(body, sizeof body, "&", "client_secret", secret));
    else
        fits = fits && basic_header(call, header, sizeof header);
    if (!fits)
        return identity_because(call, IDENTITY_MALFORMED, "the code is too long");
    enum identity_fault fault = identity_ask(call, url, body, in_body ? NULL : header, &status, out);
    if (!fault && status != 200) {
        fault = refused(call, *out);
        json_decref(*out);
    }
    return fault;
}

/* OpenID Connect Core 1.0, 5.3: what it says counts only for the subject of the ID token. */
static enum identity_fault ask_userinfo(struct identity_call *call, const json_t *document, const json_t *tokens,
                                        struct identity *out)
{
    char header[BODY_SIZE];
    const char *url = endpoint(document, "userinfo_endpoint"), *access = json_member_text(tokens, "access_token");
    json_t *claims = NULL;
    int status = 0;
    SECRET_UNTIL_END(header);
    if (!url || !*access || strlen(access) > sizeof header - 32 || strpbrk(access, "\r\n"))
        return identity_because(call, IDENTITY_SETUP, "no userinfo_endpoint, or no access token");
    (void)snprintf(header, sizeof header, "Authorization: Bearer %s", access);
    enum identity_fault fault = identity_ask(call, url, NULL, header, &status, &claims);
    if (fault)
        return fault;
    if (status != 200 || strcmp(json_member_text(claims, "sub"), out->subject) != 0)
        fault = identity_because(call, IDENTITY_MALFORMED, "userinfo does not answer, or about another subject");
    else
        oidc_take_claims(claims, out);
    json_decref(claims);
    return fault;
}

static enum identity_fault take_tokens(struct identity_call *call, const struct identity_keys *keys,
                                       const json_t *document, const json_t *tokens, struct identity *out)
{
    const struct oidc_expected expected = {identity_setting(call->provider, "issuer"),
                                           identity_setting(call->provider, "client_id"), keys->nonce, call->now};
    const char *token = json_member_text(tokens, "id_token");
    json_t *claims = NULL;
    enum identity_fault fault = verify(call, document, bytes_of_string(token), &claims);
    if (fault)
        return fault;
    fault = oidc_judge_id(claims, &expected);
    if (!fault) {
        (void)snprintf(out->subject, sizeof out->subject, "%s", json_member_text(claims, "sub"));
        (void)snprintf(out->sid, sizeof out->sid, "%.255s", json_member_text(claims, "sid"));
        (void)snprintf(out->hint, sizeof out->hint, "%s", strlen(token) < sizeof out->hint ? token : "");
        out->strong = oidc_is_strong(claims, identity_setting(call->provider, "mfa_values"));
        oidc_take_claims(claims, out);
    }
    json_decref(claims);
    return !fault && *identity_setting(call->provider, "userinfo") ? ask_userinfo(call, document, tokens, out) : fault;
}

/* RFC 6749, 4.1.2.1, and RFC 9207 against mixed-up providers. */
static enum identity_fault judge_answer(struct identity_call *call, const json_t *document,
                                        const struct identity_parameters *parameters, const char **code)
{
    const char *error = identity_parameter(parameters, "error"), *issuer = identity_parameter(parameters, "iss");
    *code = identity_parameter(parameters, "code");
    if (issuer ? strcmp(issuer, identity_setting(call->provider, "issuer")) != 0
               : json_is_true(json_object_get(document, "authorization_response_iss_parameter_supported")))
        return identity_because(call, IDENTITY_WRONG_ISSUER, "the answer names another issuer");
    if (error && (strcmp(error, "server_error") == 0 || strcmp(error, "temporarily_unavailable") == 0))
        return identity_because(call, IDENTITY_NOT_REACHED, "the provider has an error of its own");
    if (error && (strcmp(error, "invalid_request") == 0 || strcmp(error, "invalid_scope") == 0 ||
                  strcmp(error, "unauthorized_client") == 0 || strcmp(error, "unsupported_response_type") == 0))
        return identity_because(call, IDENTITY_SETUP, "the provider refused our request");
    if (error)
        return identity_because(call, IDENTITY_DENIED, "access_denied");
    return *code && **code && strlen(*code) <= CODE_MAX
               ? IDENTITY_GOOD
               : identity_because(call, IDENTITY_MALFORMED, "no code came back");
}

static enum identity_fault finish(struct identity_call *call, const struct identity_keys *keys,
                                  const struct identity_parameters *parameters, struct identity *out)
{
    json_t *document = NULL, *tokens = NULL;
    const char *code = NULL;
    enum identity_fault fault = discover(call, &document);
    if (fault)
        return fault;
    fault = judge_answer(call, document, parameters, &code);
    if (!fault)
        fault = redeem(call, keys, document, code, &tokens);
    if (!fault) {
        fault = take_tokens(call, keys, document, tokens, out);
        json_decref(tokens);
    }
    json_decref(document);
    return fault;
}

/* ---- Logout ---- */

static enum identity_fault logout(struct identity_call *call, const char *hint, char url[static IDENTITY_URL_SIZE])
{
    json_t *document = NULL;
    enum identity_fault fault = discover(call, &document);
    if (fault)
        return fault;
    const char *base = endpoint(document, "end_session_endpoint");
    (void)snprintf(url, IDENTITY_URL_SIZE, "%s", base ? base : "");
    bool fits = base &&
                identity_url_add(url, IDENTITY_URL_SIZE, strchr(base, '?') ? "&" : "?", "client_id",
                                 identity_setting(call->provider, "client_id")) &&
                identity_url_add(url, IDENTITY_URL_SIZE, "&", "post_logout_redirect_uri", call->home);
    const size_t used = strlen(url);
    if (fits && *hint && used + strlen(hint) + 16 < IDENTITY_URL_SIZE) /* base64url and dots: nothing to encode */
        (void)snprintf(url + used, IDENTITY_URL_SIZE - used, "&id_token_hint=%s", hint);
    json_decref(document);
    return fits ? IDENTITY_GOOD : identity_because(call, IDENTITY_SETUP, "no end_session_endpoint");
}

/* Finds the token in a form. It has only signs that forms leave as they are. */
static struct bytes token_of(struct bytes body)
{
    static const char name[] = "logout_token=";
    const size_t len = sizeof name - 1;
    for (size_t at = 0; at + len < body.len; at++) {
        if ((at > 0 && body.data[at - 1] != '&') || memcmp(body.data + at, name, len) != 0)
            continue;
        const uint8_t *start = body.data + at + len, *end = memchr(start, '&', body.len - at - len);
        return BYTES(start, end ? (size_t)(end - start) : body.len - at - len);
    }
    return BYTES(NULL, 0);
}

static enum identity_fault ended(struct identity_call *call, struct bytes body, struct identity_ended *out)
{
    const struct oidc_expected expected = {identity_setting(call->provider, "issuer"),
                                           identity_setting(call->provider, "client_id"), NULL, call->now};
    json_t *document = NULL, *claims = NULL;
    enum identity_fault fault = discover(call, &document);
    if (fault)
        return fault;
    fault = verify(call, document, token_of(body), &claims);
    json_decref(document);
    if (fault)
        return fault;
    fault = oidc_judge_logout(claims, &expected, out);
    json_decref(claims);
    return fault;
}

const struct identity_kind identity_oidc = {.name = "oidc",
                                            .label = N_("OpenID Connect"),
                                            .fields = fields,
                                            .field_count = sizeof fields / sizeof fields[0],
                                            .begin = begin,
                                            .finish = finish,
                                            .check = check,
                                            .logout = logout,
                                            .ended = ended};
