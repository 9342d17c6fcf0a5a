/* What others signed: Ed25519 vectors verify as they should, and other people's COSE messages and certificates are no
 * passes. */
#include "support/test.h"
#include "support/vectors.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/base45.h"
#include "token/cose.h"
#include "token/token.h"

#define MESSAGE_MAX 4096

/* RFC 8032, 7.1, tests 1 to 3. */
static const struct {
    const char *public_key, *message, *signature;
} rfc8032[] = {
    {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
     "551"
     "41438e7a100b"},
    {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
     "00d2"
     "91612bb0c00"},
    {"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
     "027b"
     "eceea1ec40a"},
};

static bool verifies(const uint8_t *public_key, const uint8_t *message, size_t len, const uint8_t *signature,
                     size_t sig_len)
{
    return sig_len == 64 && crypto_sign_verify_detached(signature, message, len, public_key) == 0;
}

static void rfc8032_signatures_verify(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rfc8032 / sizeof *rfc8032; i++) {
        uint8_t key[32], message[2], signature[64];
        size_t len = strlen(rfc8032[i].message) / 2;
        assert_int_equal(hex_decode(bytes_of_string(rfc8032[i].public_key), key, 32), GH_OK);
        assert_int_equal(hex_decode(bytes_of_string(rfc8032[i].message), message, len), GH_OK);
        assert_int_equal(hex_decode(bytes_of_string(rfc8032[i].signature), signature, 64), GH_OK);
        assert_true(verifies(key, message, len, signature, 64));
        signature[63] ^= 1;
        assert_false(verifies(key, message, len, signature, 64));
    }
}

static void run_ed25519_suite(const char *suite)
{
    json_t *cases = vectors_load(suite), *item;
    size_t i;
    if (!cases)
        skip();
    uint8_t *message = malloc(MESSAGE_MAX);
    assert_non_null(message);
    json_array_foreach(cases, i, item)
    {
        uint8_t key[32], signature[128];
        size_t key_len = vectors_hex(item, "pk", key, sizeof key), len = vectors_hex(item, "msg", message, MESSAGE_MAX);
        size_t sig_len = vectors_hex(item, "sig", signature, sizeof signature);
        bool valid =
            key_len == 32 && len != SIZE_MAX && sig_len != SIZE_MAX && verifies(key, message, len, signature, sig_len);
        if (valid != (strcmp(vectors_text(item, "expect", ""), "valid") == 0))
            fail_msg("%s", vectors_text(item, "id", "?"));
    }
    free(message);
    json_decref(cases);
}

static void wycheproof_suite(void **state)
{
    (void)state;
    run_ed25519_suite("ed25519_wycheproof");
}

static void rfc8032_suite(void **state)
{
    (void)state;
    run_ed25519_suite("ed25519_rfc8032");
}

/* None of the working group's examples is of our profile: each is refused by its form, no matter who signed it. */
static void cose_examples_are_no_passes(void **state)
{
    (void)state;
    json_t *cases = vectors_load("cose_examples"), *item;
    size_t i;
    if (!cases)
        skip();
    json_array_foreach(cases, i, item)
    {
        uint8_t data[MESSAGE_MAX];
        struct cose_sign1 message;
        size_t size = vectors_hex(item, "cbor", data, sizeof data);
        assert_int_not_equal(size, SIZE_MAX);
        if (cose_sign1_parse(BYTES(data, size), &message) == GH_OK)
            fail_msg("%s", vectors_text(item, "id", "?"));
    }
    json_decref(cases);
}

static void other_algorithms_and_headers_are_unsupported(void **state)
{
    (void)state;
    /* A COSE_Sign1 with ES256, with ctyp beside alg, without a tag, and with a kid in the unprotected map. */
    static const char *const others[] = {
        "d28443a10126a04101",
        "d28445a201270300a04101",
        "8443a10127a04101",
        "d28443a10127a104423131410140",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        uint8_t data[32];
        struct cose_sign1 message;
        size_t size = strlen(others[i]) / 2;
        assert_int_equal(hex_decode(bytes_of_string(others[i]), data, size), GH_OK);
        assert_int_not_equal(cose_sign1_parse(BYTES(data, size), &message), GH_OK);
    }
}

static void assert_not_a_pass(struct bytes text)
{
    struct keyset keys = {.epoch = 1, .count = 1};
    struct claims claims;
    assert_int_equal(token_verify(text, &keys, &claims), TOKEN_NOT_A_PASS);
}

static void eu_certificates_are_no_passes(void **state)
{
    (void)state;
    json_t *cases = vectors_load("dgc_testdata"), *item;
    size_t i;
    if (!cases)
        skip();
    json_array_foreach(cases, i, item)
    {
        const char *text = vectors_text(item, "PREFIX", "");
        char ours[MESSAGE_MAX] = TOKEN_PREFIX;
        uint8_t cose[MESSAGE_MAX];
        assert_not_a_pass(bytes_of_string(text));
        /* The same certificate under our prefix, uncompressed: the form alone must give it away. */
        size_t size = vectors_hex(item, "COSE", cose, sizeof cose);
        if (size != SIZE_MAX && base45_encode(BYTES(cose, size), ours + 4, sizeof ours - 4) == GH_OK)
            assert_not_a_pass(bytes_of_string(ours));
    }
    json_decref(cases);
}

static void everyday_codes_are_no_passes(void **state)
{
    (void)state;
    static const char *const codes[] = {
        "",
        "GH1:",
        "https://u.wechat.com/EAAAAAAAAAAAAAAAAAAAAAA",
        "https://qr.alipay.com/fkx00000000000000000000",
        "WIFI:T:WPA;S:campus;P:secret;;",
        "BEGIN:VCARD\nVERSION:3.0\nN:Zhang\nEND:VCARD",
        "HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQGRJPC%OQHIZC4.OI1RM8ZA",
        "eyJhbGciOiJFZERTQSJ9.e30.AAAA",
        "'; DROP TABLE entry; --",
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        assert_not_a_pass(bytes_of_string(codes[i]));
    uint8_t *huge = malloc(65536);
    assert_non_null(huge);
    memset(huge, 'A', 65536);
    memcpy(huge, TOKEN_PREFIX, 4);
    assert_not_a_pass(BYTES(huge, 65536));
    assert_not_a_pass(BYTES(huge, TOKEN_TEXT_MAX));
    assert_not_a_pass(BYTES(huge, TOKEN_TEXT_MAX + 1));
    memset(huge + 4, 0, 200);
    assert_not_a_pass(BYTES(huge, 204));
    free(huge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc8032_signatures_verify),
        cmocka_unit_test(wycheproof_suite),
        cmocka_unit_test(rfc8032_suite),
        cmocka_unit_test(cose_examples_are_no_passes),
        cmocka_unit_test(other_algorithms_and_headers_are_unsupported),
        cmocka_unit_test(eu_certificates_are_no_passes),
        cmocka_unit_test(everyday_codes_are_no_passes),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
