/* HTTP message signatures and digests, against the examples printed in RFC 9421 and RFC 9530. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "wire/http_signature.h"

#define C(name, value)                                                                                                 \
    {                                                                                                                  \
        {(const uint8_t *)(name), sizeof(name) - 1},                                                                   \
        {                                                                                                              \
            (const uint8_t *)(value), sizeof(value) - 1                                                                \
        }                                                                                                              \
    }

/* RFC 9421, appendix B.2: the request, and B.1.4: the key. */
static const struct http_component rfc_request[] = {
    C("@method", "POST"),
    C("@authority", "example.com"),
    C("@path", "/foo"),
    C("@query", "?param=Value&Pet=dog"),
    C("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
    C("content-type", "application/json"),
    C("content-length", "18"),
};
#define RFC_COUNT (sizeof rfc_request / sizeof rfc_request[0])
static const char rfc_public[] = "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs";
static const char rfc_input[] = "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" "
                                "\"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
static const char rfc_signature[] =
    "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:";

static void rfc_key(uint8_t out[static PUBLIC_KEY_LEN])
{
    size_t len = 0;
    assert_int_equal(0, sodium_base642bin(out, PUBLIC_KEY_LEN, rfc_public, sizeof rfc_public - 1, NULL, &len, NULL,
                                          sodium_base64_VARIANT_URLSAFE_NO_PADDING));
    assert_int_equal(PUBLIC_KEY_LEN, len);
}

static void verifies_the_example_of_rfc_9421(void **state)
{
    (void)state;
    uint8_t key[PUBLIC_KEY_LEN];
    struct http_signature_input in;
    rfc_key(key);
    assert_int_equal(GH_OK, http_signature_input_parse(bytes_of_string(rfc_input), "sig-b26", &in));
    assert_int_equal(6, in.component_count);
    assert_int_equal(1618884473, in.created);
    assert_true(bytes_equal(in.keyid, bytes_of_string("test-key-ed25519")));
    assert_int_equal(
        GH_OK, http_signature_verify(&in, bytes_of_string(rfc_signature), "sig-b26", rfc_request, RFC_COUNT, key));

    struct http_component changed[RFC_COUNT];
    memcpy(changed, rfc_request, sizeof changed);
    changed[2].value = bytes_of_string("/bar");
    assert_int_equal(GH_BAD_SIGNATURE,
                     http_signature_verify(&in, bytes_of_string(rfc_signature), "sig-b26", changed, RFC_COUNT, key));
}

static void finds_its_member_among_others(void **state)
{
    (void)state;
    /* RFC 9421 4.3 and 4.1: several signatures stand in one field. */
    static const char field[] = "sig1=(\"@method\" \"@authority\" \"@path\");created=1618884475;keyid=\"a\",  "
                                "device=(\"@method\");created=7;nonce=\"n\";keyid=\"b\";alg=\"ed25519\"";
    struct http_signature_input in;
    assert_int_equal(GH_OK, http_signature_input_parse(bytes_of_string(field), "device", &in));
    assert_int_equal(1, in.component_count);
    assert_int_equal(7, in.created);
    assert_true(bytes_equal(in.nonce, bytes_of_string("n")));
    assert_int_equal(GH_NOT_FOUND, http_signature_input_parse(bytes_of_string(field), "proxy", &in));
}

static void refuses_what_it_does_not_understand(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        enum gh_status status;
    } cases[] = {
        {"", GH_NOT_FOUND},
        {"device", GH_UNSUPPORTED},
        {"device=", GH_MALFORMED},
        {"device=(", GH_MALFORMED},
        {"device=(\"@method\"", GH_MALFORMED},
        {"device=(\"@method\"\"@path\")", GH_MALFORMED},
        {"device=(\"@query-param\";name=\"a\")", GH_UNSUPPORTED},
        {"device=(\"a\\\"b\")", GH_UNSUPPORTED},
        {"device=(\"@method\");created=x", GH_MALFORMED},
        {"device=(\"@method\");created=1234567890123456", GH_MALFORMED},
        {"device=(\"@method\");tag", GH_UNSUPPORTED},
        {"device=(\"@method\") other=()", GH_MALFORMED},
        {"Device=()", GH_MALFORMED},
        {"device=(\"1\" \"2\" \"3\" \"4\" \"5\" \"6\" \"7\" \"8\" \"9\" \"10\" \"11\" \"12\" \"13\")", GH_TOO_LONG},
    };
    struct http_signature_input in;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (http_signature_input_parse(bytes_of_string(cases[i].field), "device", &in) != cases[i].status)
            fail_msg("%s: %s", cases[i].field,
                     gh_status_name(http_signature_input_parse(bytes_of_string(cases[i].field), "device", &in)));
}

static void covers_values_of_one_line_once(void **state)
{
    (void)state;
    static const struct http_component split[] = {C("@method", "GET\n\"@path\": /")};
    static const struct http_component plain[] = {C("@method", "GET")};
    static const char twice[] = "device=(\"@method\" \"@method\")", once[] = "device=(\"@method\")",
                      other[] = "device=(\"@path\")";
    uint8_t buffer[HTTP_BASE_MAX];
    struct writer w = writer_over(buffer, sizeof buffer);
    struct http_signature_input in;
    assert_int_equal(GH_OK, http_signature_input_parse(bytes_of_string(once), "device", &in));
    assert_int_equal(GH_MALFORMED, http_signature_base(&in, split, 1, &w));
    assert_int_equal(GH_OK, http_signature_base(&in, plain, 1, &w));
    assert_int_equal(GH_OK, http_signature_input_parse(bytes_of_string(twice), "device", &in));
    assert_int_equal(GH_MALFORMED, http_signature_base(&in, plain, 1, &w));
    assert_int_equal(GH_OK, http_signature_input_parse(bytes_of_string(other), "device", &in));
    assert_int_equal(GH_NOT_FOUND, http_signature_base(&in, plain, 1, &w));
    struct writer small = writer_over(buffer, 20);
    assert_int_equal(GH_OK, http_signature_input_parse(bytes_of_string(once), "device", &in));
    assert_int_equal(GH_TOO_LONG, http_signature_base(&in, plain, 1, &small));
}

static void what_it_signs_it_verifies(void **state)
{
    (void)state;
    static const uint8_t nonce[HTTP_NONCE_LEN] = {1, 2, 3};
    static const char *const wanted[] = {"@method", "@path"}, *const more[] = {"@method", "content-digest"};
    uint8_t public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN];
    struct http_signed s;
    struct http_signature_input in;
    (void)crypto_sign_keypair(public_key, secret_key);
    assert_int_equal(GH_OK, http_signature_sign(rfc_request, 4, INT64_C(1764000000999), nonce,
                                                "0193a0c1-0000-7000-8000-000000000001", secret_key, &s));
    assert_int_equal(GH_OK, http_signature_input_parse(bytes_of_string(s.input), HTTP_LABEL, &in));
    assert_int_equal(1764000000, in.created);
    assert_true(bytes_equal(in.nonce, bytes_of_string(s.nonce)));
    assert_true(bytes_equal(in.alg, bytes_of_string("ed25519")));
    assert_true(http_signature_covers(&in, wanted, 2));
    assert_false(http_signature_covers(&in, more, 2));
    assert_int_equal(GH_OK, http_signature_verify(&in, bytes_of_string(s.signature), HTTP_LABEL, rfc_request, RFC_COUNT,
                                                  public_key));
    public_key[0] ^= 1;
    assert_int_equal(GH_BAD_SIGNATURE, http_signature_verify(&in, bytes_of_string(s.signature), HTTP_LABEL, rfc_request,
                                                             RFC_COUNT, public_key));
    assert_int_equal(GH_MALFORMED, http_signature_verify(&in, bytes_of_string("device=:AAAA:"), HTTP_LABEL, rfc_request,
                                                         RFC_COUNT, public_key));
}

static void digests_as_in_rfc_9530(void **state)
{
    (void)state;
    static const char body[] = "{\"hello\": \"world\"}";
    static const char sha512[] = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwE"
                                 "mTHWXvJwew==:";
    char field[HTTP_DIGEST_TEXT], both[256];
    http_digest(bytes_of_string(body), field);
    assert_string_equal("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", field);
    assert_int_equal(GH_OK, http_digest_check(bytes_of_string(field), bytes_of_string(body)));
    assert_int_equal(GH_OK, http_digest_check(bytes_of_string(sha512), bytes_of_string(body)));
    assert_int_equal(GH_BAD_SIGNATURE, http_digest_check(bytes_of_string(field), bytes_of_string("{}")));
    (void)snprintf(both, sizeof both, "%s, sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:", sha512);
    assert_int_equal(GH_BAD_SIGNATURE, http_digest_check(bytes_of_string(both), bytes_of_string(body)));
    assert_int_equal(GH_NOT_FOUND, http_digest_check(bytes_of_string("md5=:AA==:"), bytes_of_string(body)));
    assert_int_equal(GH_MALFORMED, http_digest_check(bytes_of_string("sha-256=AA"), bytes_of_string(body)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifies_the_example_of_rfc_9421),    cmocka_unit_test(finds_its_member_among_others),
        cmocka_unit_test(refuses_what_it_does_not_understand), cmocka_unit_test(covers_values_of_one_line_once),
        cmocka_unit_test(what_it_signs_it_verifies),           cmocka_unit_test(digests_as_in_rfc_9530),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
