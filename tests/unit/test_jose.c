/* Signed tokens with the examples of RFC 7515, RFC 7517 and RFC 8037: what others have published verifies, and what is
 * altered, unsigned, or of another algorithm does not. */
#include "support/test.h"

#include <string.h>

#include "identity/jose.h"
#include "json/json_read.h"

#define CLAIMS "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
/* RFC 7515, A.1 to A.3, A.5 and E. */
#define HS256 "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." CLAIMS ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define RS256                                                                                                          \
    "eyJhbGciOiJSUzI1NiJ9." CLAIMS ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"                 \
    "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkS" \
    "jtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6" \
    "LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define ES256                                                                                                          \
    "eyJhbGciOiJFUzI1NiJ9." CLAIMS                                                                                     \
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define UNSIGNED "eyJhbGciOiJub25lIn0." CLAIMS "."
#define CRITICAL                                                                                                       \
    "eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5ERUZJTkVEIl0sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9VTkRF" \
    "RklORUQiOnRydWUNCn0.RkFJTA."
/* RFC 8037, A.4: the payload is a sentence, not JSON. */
#define EDDSA_HEAD "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
#define EDDSA EDDSA_HEAD "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

#define RSA_KEY                                                                                                        \
    "{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"                   \
    "4qPCJrcS2mJPMEzP1Pt0"                                                                                             \
    "Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBd" \
    "QOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkML" \
    "s91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\""
#define EC_KEY                                                                                                         \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"                   \
    "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define OKP_KEY "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""
/* RFC 7517, A.1: an encryption key of a curve, and an RSA key that signs. */
#define OTHERS                                                                                                         \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\",\"y\":"                   \
    "\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"use\":\"enc\",\"kid\":\"1\"},"                                  \
    "{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_" \
    "B"                                                                                                                \
    "JECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8" \
    "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1" \
    "jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}"

static enum jose_result verify(const char *token, const char *keys)
{
    json_t *jwks = NULL, *claims = NULL;
    assert_int_equal(json_read(bytes_of_string(keys), 64 * 1024, &jwks, NULL), GH_OK);
    const enum jose_result result = jose_verify(bytes_of_string(token), jwks, &claims);
    if (!result) {
        assert_string_equal(json_member_text(claims, "iss"), "joe");
        assert_int_equal(json_integer_value(json_object_get(claims, "exp")), 1300819380);
        assert_true(json_is_true(json_object_get(claims, "http://example.com/is_root")));
    } else {
        assert_null(claims);
    }
    json_decref(claims);
    json_decref(jwks);
    return result;
}

static void published_tokens_verify(void **state)
{
    (void)state;
    assert_int_equal(verify(RS256, "{\"keys\":[" RSA_KEY "}]}"), JOSE_GOOD);
    assert_int_equal(verify(ES256, "{\"keys\":[" EC_KEY "}]}"), JOSE_GOOD);
    assert_int_equal(verify(RS256, "{\"keys\":[" OTHERS "," RSA_KEY ",\"use\":\"sig\"}]}"), JOSE_GOOD);
    assert_int_equal(verify(ES256, "{\"keys\":[" OTHERS "," EC_KEY ",\"alg\":\"ES256\"}]}"), JOSE_GOOD);
    /* Its signature is right, so that the payload is looked at. */
    assert_int_equal(verify(EDDSA, "{\"keys\":[" OKP_KEY "}]}"), JOSE_MALFORMED);
    assert_int_equal(verify(EDDSA_HEAD "igyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_"
                                       "MuM0KAg",
                            "{\"keys\":[" OKP_KEY "}]}"),
                     JOSE_WRONG);
}

static void altered_tokens_do_not(void **state)
{
    char token[sizeof RS256];
    (void)state;
    for (size_t at = strcspn(RS256, ".") + 1; at < sizeof RS256 - 1; at += 7) {
        memcpy(token, RS256, sizeof token);
        if (token[at] == '.')
            continue;
        token[at] = token[at] == 'A' ? 'B' : 'A';
        if (RS256[at + 1]) /* bits of the last letter are left over */
            assert_int_not_equal(verify(token, "{\"keys\":[" RSA_KEY "}]}"), JOSE_GOOD);
    }
    assert_int_equal(verify(RS256, "{\"keys\":[" OTHERS "]}"), JOSE_WRONG);       /* another RSA key */
    assert_int_equal(verify(ES256, "{\"keys\":[" OTHERS "]}"), JOSE_UNKNOWN_KEY); /* it encrypts */
}

static void a_key_is_for_its_own_algorithm(void **state)
{
    (void)state;
    assert_int_equal(verify(RS256, "{\"keys\":[" EC_KEY "}]}"), JOSE_UNKNOWN_KEY);
    assert_int_equal(verify(ES256, "{\"keys\":[" RSA_KEY "}]}"), JOSE_UNKNOWN_KEY);
    assert_int_equal(verify(RS256, "{\"keys\":[" RSA_KEY ",\"alg\":\"RS512\"}]}"), JOSE_UNKNOWN_KEY);
    assert_int_equal(verify(RS256, "{\"keys\":[" RSA_KEY ",\"use\":\"enc\"}]}"), JOSE_UNKNOWN_KEY);
    assert_int_equal(verify(RS256, "{\"keys\":[]}"), JOSE_UNKNOWN_KEY);
    assert_int_equal(verify(RS256, "{}"), JOSE_UNKNOWN_KEY);
}

static void what_is_not_signed_by_a_key_pair_is_refused(void **state)
{
    (void)state;
    assert_int_equal(verify(HS256, "{\"keys\":[" RSA_KEY "}]}"), JOSE_ALGORITHM);
    assert_int_equal(verify(UNSIGNED, "{\"keys\":[" RSA_KEY "}]}"), JOSE_ALGORITHM);
    assert_int_equal(verify(CRITICAL, "{\"keys\":[" RSA_KEY "}]}"), JOSE_MALFORMED);
    assert_int_equal(verify("", "{}"), JOSE_MALFORMED);
    assert_int_equal(verify(RS256 ".", "{\"keys\":[" RSA_KEY "}]}"), JOSE_MALFORMED);
    assert_int_equal(verify("eyJhbGciOiJSUzI1NiJ9=." CLAIMS ".AA", "{\"keys\":[" RSA_KEY "}]}"), JOSE_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_tokens_verify),
        cmocka_unit_test(altered_tokens_do_not),
        cmocka_unit_test(a_key_is_for_its_own_algorithm),
        cmocka_unit_test(what_is_not_signed_by_a_key_pair_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
