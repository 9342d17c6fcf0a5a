/* Signs requests by the schemes of SMS providers. */
#include "notify/request_signing.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define HASH_LEN crypto_hash_sha256_BYTES
#define HASH_TEXT (2 * HASH_LEN + 1)
#define CANONICAL_MAX 4096
#define SIGNED_MAX 8

static const char *const scheme_names[SIGNING_COUNT] = {"none", "hmac", "acs3", "tc3"};

enum gh_status signing_scheme_from_name(const char *name, enum signing_scheme *out)
{
    for (int i = 0; i < SIGNING_COUNT; i++) {
        if (strcmp(name, scheme_names[i]) == 0) {
            *out = (enum signing_scheme)i;
            return GH_OK;
        }
    }
    return GH_NOT_FOUND;
}

static void hash_text(struct bytes data, char out[static HASH_TEXT])
{
    uint8_t hash[HASH_LEN];
    (void)crypto_hash_sha256(hash, data.data, data.len);
    hex_encode(BYTES(hash, sizeof hash), out);
}

static void hmac(struct bytes key, struct bytes data, uint8_t out[static HASH_LEN])
{
    crypto_auth_hmacsha256_state state;
    (void)crypto_auth_hmacsha256_init(&state, key.data, key.len);
    (void)crypto_auth_hmacsha256_update(&state, data.data, data.len);
    (void)crypto_auth_hmacsha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

/* A signed header field, its name in lower case. */
struct pair {
    const char *name, *value;
};

/* Hashes the canonical request of both clouds: method, path, query, fields ordered by name, names of the fields, hash
 * of the body. */
static enum gh_status canonical_hash(const struct signing_input *in, const struct pair *signed_fields, size_t count,
                                     char names[static SIGNING_FIELD_SIZE], char out[static HASH_TEXT])
{
    char text[CANONICAL_MAX], body[HASH_TEXT];
    size_t len = 0, names_len = 0;
    int n = snprintf(text, sizeof text, "%s\n%s\n%s\n", in->method, in->path, in->query);
    hash_text(in->body, body);
    names[0] = '\0';
    for (size_t i = 0; i < count && n >= 0 && (size_t)n < sizeof text - len; i++) {
        len += (size_t)n;
        n = snprintf(text + len, sizeof text - len, "%s:%s\n", signed_fields[i].name, signed_fields[i].value);
        names_len += (size_t)snprintf(names + names_len, SIGNING_FIELD_SIZE - names_len, "%s%s", i ? ";" : "",
                                      signed_fields[i].name);
    }
    if (n < 0 || (size_t)n >= sizeof text - len)
        return GH_TOO_LONG;
    len += (size_t)n;
    n = snprintf(text + len, sizeof text - len, "\n%s\n%s", names, body);
    if (n < 0 || (size_t)n >= sizeof text - len)
        return GH_TOO_LONG;
    hash_text(BYTES(text, len + (size_t)n), out);
    return GH_OK;
}

static enum gh_status add(struct signing_fields *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static enum gh_status add(struct signing_fields *out, const char *format, ...)
{
    va_list args;
    if (out->count == SIGNING_FIELDS_MAX)
        return GH_TOO_LONG;
    va_start(args, format);
    int n = vsnprintf(out->field[out->count], SIGNING_FIELD_SIZE, format, args);
    va_end(args);
    if (n < 0 || n >= SIGNING_FIELD_SIZE)
        return GH_TOO_LONG;
    out->count++;
    return GH_OK;
}

static void format_time(tick now, const char *format, char *out, size_t size)
{
    time_t seconds = (time_t)tick_to_seconds(now);
    struct tm parts = {0};
    (void)gmtime_r(&seconds, &parts);
    (void)strftime(out, size, format, &parts);
}

static enum gh_status sign_hmac(const struct signing_input *in, struct signing_fields *out)
{
    crypto_auth_hmacsha256_state state;
    uint8_t mac[HASH_LEN];
    char head[96], text[HASH_TEXT];
    int n = snprintf(head, sizeof head, "%lld\n%s\n", (long long)tick_to_seconds(in->now), in->nonce);
    (void)crypto_auth_hmacsha256_init(&state, (const uint8_t *)in->secret, strlen(in->secret));
    (void)crypto_auth_hmacsha256_update(&state, (const uint8_t *)head, (size_t)n);
    (void)crypto_auth_hmacsha256_update(&state, in->body.data, in->body.len);
    (void)crypto_auth_hmacsha256_final(&state, mac);
    sodium_memzero(&state, sizeof state);
    hex_encode(BYTES(mac, sizeof mac), text);
    enum gh_status status = add(out, "X-Key-Id: %s", in->key_id);
    if (!status)
        status = add(out, "X-Timestamp: %lld", (long long)tick_to_seconds(in->now));
    if (!status)
        status = add(out, "X-Nonce: %s", in->nonce);
    return status ? status : add(out, "X-Signature: %s", text);
}

static enum gh_status sign_acs3(const struct signing_input *in, struct signing_fields *out)
{
    uint8_t mac[HASH_LEN];
    char body[HASH_TEXT], hash[HASH_TEXT], signature[HASH_TEXT], date[24], to_sign[HASH_TEXT + 24],
        names[SIGNING_FIELD_SIZE];
    struct pair fields[SIGNED_MAX];
    size_t count = 0;
    hash_text(in->body, body);
    format_time(in->now, "%Y-%m-%dT%H:%M:%SZ", date, sizeof date);
    if (in->content_type[0])
        fields[count++] = (struct pair){"content-type", in->content_type};
    fields[count++] = (struct pair){"host", in->host};
    fields[count++] = (struct pair){"x-acs-action", in->action};
    fields[count++] = (struct pair){"x-acs-content-sha256", body};
    fields[count++] = (struct pair){"x-acs-date", date};
    fields[count++] = (struct pair){"x-acs-signature-nonce", in->nonce};
    fields[count++] = (struct pair){"x-acs-version", in->version};
    enum gh_status status = canonical_hash(in, fields, count, names, hash);
    if (status)
        return status;
    int n = snprintf(to_sign, sizeof to_sign, "ACS3-HMAC-SHA256\n%s", hash);
    hmac(bytes_of_string(in->secret), BYTES(to_sign, (size_t)n), mac);
    hex_encode(BYTES(mac, sizeof mac), signature);
    for (size_t i = count - 5; i < count && !status; i++)
        status = add(out, "%s: %s", fields[i].name, fields[i].value);
    return status ? status
                  : add(out, "Authorization: ACS3-HMAC-SHA256 Credential=%s,SignedHeaders=%s,Signature=%s", in->key_id,
                        names, signature);
}

/* Derives the signing key: the secret keys the date, that result the service, and that one "tc3_request". */
static void tc3_key(const struct signing_input *in, const char *date, const char *service, uint8_t key[static HASH_LEN])
{
    char first[256];
    int n = snprintf(first, sizeof first, "TC3%s", in->secret);
    hmac(BYTES(first, (size_t)n < sizeof first ? (size_t)n : sizeof first - 1), bytes_of_string(date), key);
    hmac(BYTES(key, HASH_LEN), bytes_of_string(service), key);
    hmac(BYTES(key, HASH_LEN), bytes_of_string("tc3_request"), key);
    sodium_memzero(first, sizeof first);
}

static enum gh_status sign_tc3(const struct signing_input *in, struct signing_fields *out)
{
    uint8_t key[HASH_LEN], mac[HASH_LEN];
    char hash[HASH_TEXT], signature[HASH_TEXT], date[16], service[64], action[64], to_sign[256],
        names[SIGNING_FIELD_SIZE];
    format_time(in->now, "%Y-%m-%d", date, sizeof date);
    (void)snprintf(service, sizeof service, "%.*s", (int)strcspn(in->host, "."), in->host);
    (void)snprintf(action, sizeof action, "%s", in->action);
    for (char *c = action; *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    const struct pair fields[] = {{"content-type", in->content_type}, {"host", in->host}, {"x-tc-action", action}};
    enum gh_status status = canonical_hash(in, fields, 3, names, hash);
    if (status)
        return status;
    long long seconds = (long long)tick_to_seconds(in->now);
    int n =
        snprintf(to_sign, sizeof to_sign, "TC3-HMAC-SHA256\n%lld\n%s/%s/tc3_request\n%s", seconds, date, service, hash);
    if (n < 0 || (size_t)n >= sizeof to_sign)
        return GH_TOO_LONG;
    tc3_key(in, date, service, key);
    hmac(BYTES(key, sizeof key), BYTES(to_sign, (size_t)n), mac);
    sodium_memzero(key, sizeof key);
    hex_encode(BYTES(mac, sizeof mac), signature);
    if ((status = add(out, "X-TC-Action: %s", in->action)) || (status = add(out, "X-TC-Version: %s", in->version)) ||
        (status = add(out, "X-TC-Timestamp: %lld", seconds)))
        return status;
    return add(out, "Authorization: TC3-HMAC-SHA256 Credential=%s/%s/%s/tc3_request, SignedHeaders=%s, Signature=%s",
               in->key_id, date, service, names, signature);
}

enum gh_status request_sign(const struct signing_input *in, struct signing_fields *out)
{
    out->count = 0;
    switch (in->scheme) {
    case SIGNING_HMAC:
        return sign_hmac(in, out);
    case SIGNING_ACS3:
        return sign_acs3(in, out);
    case SIGNING_TC3:
        return sign_tc3(in, out);
    default:
        return GH_OK;
    }
}
