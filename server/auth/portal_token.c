/* Verifies the tokens of the university's portal. */
#include "auth/portal_token.h"

#include <sodium.h>
#include <string.h>

#include "json/json_read.h"

static const char *const names[PORTAL_ALGORITHMS] = {[PORTAL_HS256] = "HS256", [PORTAL_EDDSA] = "EdDSA"};

const char *portal_algorithm_name(int algorithm)
{
    return algorithm >= 0 && algorithm < PORTAL_ALGORITHMS ? names[algorithm] : NULL;
}

/* The three parts of the compact form, undecoded; `body` is what is signed. */
struct parts {
    struct bytes header, claims, signature, body;
};

static bool cut(struct bytes token, struct parts *out)
{
    const uint8_t *first, *second;
    if (token.len == 0 || token.len > PORTAL_TOKEN_MAX)
        return false;
    const uint8_t *end = token.data + token.len;
    if (!(first = memchr(token.data, '.', token.len)) ||
        !(second = memchr(first + 1, '.', (size_t)(end - first - 1))) ||
        memchr(second + 1, '.', (size_t)(end - second - 1)))
        return false;
    out->header = BYTES(token.data, (size_t)(first - token.data));
    out->claims = BYTES(first + 1, (size_t)(second - first - 1));
    out->signature = BYTES(second + 1, (size_t)(end - second - 1));
    out->body = BYTES(token.data, (size_t)(second - token.data));
    return true;
}

static bool decode(struct bytes text, uint8_t *out, size_t cap, size_t *len)
{
    return text.len > 0 && sodium_base642bin(out, cap, (const char *)text.data, text.len, NULL, len, NULL,
                                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
}

/* Reads a part as a JSON object. The caller gives it back. */
static json_t *object_of(struct bytes part)
{
    uint8_t text[PORTAL_TOKEN_MAX];
    size_t len = 0;
    json_t *json = NULL;
    if (!decode(part, text, sizeof text, &len) || json_read(BYTES(text, len), sizeof text, &json, NULL))
        return NULL;
    if (!json_is_object(json)) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

enum gh_status portal_token_key(struct bytes token, struct uuid *key)
{
    struct parts parts;
    json_t *header = cut(token, &parts) ? object_of(parts.header) : NULL;
    enum gh_status status = header && !uuid_parse(bytes_of_string(member(header, "kid")), key) ? GH_OK : GH_MALFORMED;
    json_decref(header);
    return status;
}

/* RFC 7515, 4.1.11: a header with "crit" asks for what this reader does not know. */
static bool header_fits(struct bytes part, enum portal_algorithm algorithm)
{
    json_t *header = object_of(part);
    const bool fits =
        header && strcmp(member(header, "alg"), names[algorithm]) == 0 && !json_object_get(header, "crit");
    json_decref(header);
    return fits;
}

static bool signature_fits(const struct parts *parts, enum portal_algorithm algorithm,
                           const uint8_t key[static PORTAL_KEY_LEN])
{
    uint8_t signature[crypto_sign_BYTES];
    size_t len = 0;
    if (!decode(parts->signature, signature, sizeof signature, &len))
        return false;
    if (algorithm == PORTAL_HS256)
        return len == crypto_auth_hmacsha256_BYTES &&
               crypto_auth_hmacsha256_verify(signature, parts->body.data, parts->body.len, key) == 0;
    return len == crypto_sign_BYTES &&
           crypto_sign_verify_detached(signature, parts->body.data, parts->body.len, key) == 0;
}

/* RFC 7519, 4.1.3: one text, or a list of which one fits. */
static bool is_for(const json_t *aud, const char *audience)
{
    size_t i;
    const json_t *one;
    if (json_is_string(aud))
        return strcmp(json_string_value(aud), audience) == 0;
    json_array_foreach(aud, i,
                       one) if (json_is_string(one) && strcmp(json_string_value(one), audience) == 0) return true;
    return false;
}

/* Reads a time in whole seconds. */
static bool time_of(const json_t *claims, const char *name, tick *out)
{
    int64_t seconds = 0;
    if (json_read_integer(claims, name, 0, INT64_C(253402300799), &seconds))
        return false;
    *out = seconds * TICK_SECOND;
    return true;
}

static bool copy_text(const json_t *claims, const char *name, char *out, size_t size)
{
    const char *text = member(claims, name);
    const size_t len = strlen(text);
    if (len == 0 || len >= size)
        return false;
    memcpy(out, text, len + 1);
    return true;
}

static enum portal_fault judge(const json_t *claims, const char *audience, tick now, struct portal_claims *out)
{
    tick issued = 0, begins = 0;
    if (!copy_text(claims, "sub", out->subject, sizeof out->subject) ||
        !copy_text(claims, "jti", out->id, sizeof out->id) || !time_of(claims, "exp", &out->expires) ||
        !time_of(claims, "iat", &issued))
        return PORTAL_INVALID;
    if (json_object_get(claims, "nbf") && !time_of(claims, "nbf", &begins))
        return PORTAL_INVALID;
    if (!is_for(json_object_get(claims, "aud"), audience))
        return PORTAL_AUDIENCE;
    const bool over = out->expires + PORTAL_TOKEN_SKEW <= now, early = begins > now + PORTAL_TOKEN_SKEW;
    const bool future = issued > now + PORTAL_TOKEN_SKEW, lasting = out->expires - issued > PORTAL_TOKEN_LIFE;
    return over || early || future || lasting ? PORTAL_EXPIRED : PORTAL_GOOD;
}

enum portal_fault portal_token_read(struct bytes token, enum portal_algorithm algorithm,
                                    const uint8_t key[static PORTAL_KEY_LEN], const char *audience, tick now,
                                    struct portal_claims *out)
{
    struct parts parts;
    struct portal_claims claims = {{0}, {0}, 0};
    if (!cut(token, &parts) || !header_fits(parts.header, algorithm) || !signature_fits(&parts, algorithm, key))
        return PORTAL_INVALID;
    json_t *json = object_of(parts.claims);
    const enum portal_fault fault = json ? judge(json, audience, now, &claims) : PORTAL_INVALID;
    json_decref(json);
    if (!fault)
        *out = claims;
    return fault;
}
