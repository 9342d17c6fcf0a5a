/* Tokens of the university's portal: each member that may be wrong, both algorithms. */
#include "support/test.h"

#include <sodium.h>
#include <string.h>

#include "auth/portal_token.h"

#define NOW (INT64_C(1800000000) * TICK_SECOND)
#define KID "01900000-0000-7000-8000-000000000001"
#define GOOD "{\"sub\":\"20230001\",\"jti\":\"a1\",\"aud\":\"https://gate\",\"iat\":1800000000,\"exp\":1800000300}"

static uint8_t secret[PORTAL_KEY_LEN];

static size_t encode(const void *data, size_t len, char *out, size_t size)
{
    (void)sodium_bin2base64(out, size, data, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return strlen(out);
}

/* Writes a token that is signed by HS256. */
static struct bytes sign(const char *header, const char *claims, char out[static 4096])
{
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    size_t n = encode(header, strlen(header), out, 2048);
    out[n++] = '.';
    n += encode(claims, strlen(claims), out + n, 2048);
    (void)crypto_auth_hmacsha256(mac, (const uint8_t *)out, n, secret);
    out[n++] = '.';
    n += encode(mac, sizeof mac, out + n, 64);
    return BYTES(out, n);
}

static enum portal_fault judge(const char *header, const char *claims, tick now)
{
    char text[4096];
    struct portal_claims out;
    return portal_token_read(sign(header, claims, text), PORTAL_HS256, secret, "https://gate", now, &out);
}

#define HEADER "{\"alg\":\"HS256\",\"kid\":\"" KID "\"}"

static void check_claims(void **state)
{
    (void)state;
    char text[4096];
    struct portal_claims out;
    struct uuid key;
    const struct bytes token = sign(HEADER, GOOD, text);
    assert_true(portal_token_read(token, PORTAL_HS256, secret, "https://gate", NOW, &out) == PORTAL_GOOD);
    assert_true(strcmp(out.subject, "20230001") == 0 && strcmp(out.id, "a1") == 0);
    assert_true(out.expires == NOW + PORTAL_TOKEN_LIFE && portal_token_key(token, &key) == GH_OK);
    assert_true(judge(HEADER, GOOD, NOW + PORTAL_TOKEN_LIFE + PORTAL_TOKEN_SKEW - 1) == PORTAL_GOOD);
    assert_true(judge(HEADER, GOOD, NOW + PORTAL_TOKEN_LIFE + PORTAL_TOKEN_SKEW) == PORTAL_EXPIRED);
    assert_true(judge(HEADER, GOOD, NOW - PORTAL_TOKEN_SKEW) == PORTAL_GOOD);
    assert_true(judge(HEADER, GOOD, NOW - PORTAL_TOKEN_SKEW - 1) == PORTAL_EXPIRED);
    assert_true(
        judge(HEADER,
              "{\"sub\":\"1\",\"jti\":\"a\",\"aud\":[\"x\",\"https://gate\"],\"iat\":1800000000,\"exp\":1800000001}",
              NOW) == PORTAL_GOOD);
    assert_true(judge(HEADER,
                      "{\"sub\":\"1\",\"jti\":\"a\",\"aud\":\"https://other\",\"iat\":1800000000,\"exp\":1800000001}",
                      NOW) == PORTAL_AUDIENCE);
    assert_true(judge(HEADER,
                      "{\"sub\":\"1\",\"jti\":\"a\",\"aud\":\"https://gate\",\"iat\":1800000000,\"exp\":1800000301}",
                      NOW) == PORTAL_EXPIRED);
    assert_true(judge(HEADER, "{\"sub\":\"1\",\"jti\":\"a\",\"aud\":\"https://gate\",\"exp\":1800000001}", NOW) ==
                PORTAL_INVALID);
    assert_true(judge(HEADER, "{\"sub\":\"1\",\"aud\":\"https://gate\",\"iat\":1800000000,\"exp\":1800000001}", NOW) ==
                PORTAL_INVALID);
    assert_true(judge(HEADER, "[]", NOW) == PORTAL_INVALID);
}

static void check_signatures(void **state)
{
    (void)state;
    char text[4096];
    struct portal_claims out;
    struct uuid key;
    assert_true(judge("{\"alg\":\"none\"}", GOOD, NOW) == PORTAL_INVALID);
    assert_true(judge("{\"alg\":\"EdDSA\"}", GOOD, NOW) == PORTAL_INVALID);
    assert_true(judge("{\"alg\":\"HS256\",\"crit\":[\"x\"]}", GOOD, NOW) == PORTAL_INVALID);
    struct bytes token = sign(HEADER, GOOD, text);
    assert_true(portal_token_read(token, PORTAL_EDDSA, secret, "https://gate", NOW, &out) == PORTAL_INVALID);
    for (size_t cut = 0; cut < token.len; cut++)
        assert_true(portal_token_read(BYTES(text, cut), PORTAL_HS256, secret, "https://gate", NOW, &out) ==
                    PORTAL_INVALID);
    text[token.len - 2] = text[token.len - 2] == 'A' ? 'B' : 'A';
    assert_true(portal_token_read(token, PORTAL_HS256, secret, "https://gate", NOW, &out) == PORTAL_INVALID);
    assert_true(portal_token_key(BYTES("a.b.c", 5), &key) == GH_MALFORMED);
    assert_true(portal_token_key(sign("{\"alg\":\"HS256\"}", GOOD, text), &key) == GH_MALFORMED);
}

/* RFC 8037, 3.1: signed by Ed25519. */
static void check_eddsa(void **state)
{
    (void)state;
    uint8_t public[crypto_sign_PUBLICKEYBYTES], private[crypto_sign_SECRETKEYBYTES], mac[crypto_sign_BYTES];
    char text[4096];
    struct portal_claims out;
    const char *header = "{\"alg\":\"EdDSA\",\"kid\":\"" KID "\"}";
    (void)crypto_sign_seed_keypair(public, private, secret);
    size_t n = encode(header, strlen(header), text, 2048);
    text[n++] = '.';
    n += encode(GOOD, strlen(GOOD), text + n, 2048);
    (void)crypto_sign_detached(mac, NULL, (const uint8_t *)text, n, private);
    text[n++] = '.';
    n += encode(mac, sizeof mac, text + n, 128);
    assert_true(portal_token_read(BYTES(text, n), PORTAL_EDDSA, public, "https://gate", NOW, &out) == PORTAL_GOOD);
    /* The public key is no secret: it must not serve as one. */
    assert_true(portal_token_read(sign(HEADER, GOOD, text), PORTAL_EDDSA, public, "https://gate", NOW, &out) ==
                PORTAL_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_claims),
        cmocka_unit_test(check_signatures),
        cmocka_unit_test(check_eddsa),
    };
    if (sodium_init() < 0)
        return 1;
    memset(secret, 7, sizeof secret);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
