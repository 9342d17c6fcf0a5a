/* links: gh_identity gh_json gh_base */
/* Tokens of providers of single sign-on, and logout tokens, from strangers. */
#include <stdlib.h>

#include "identity/jose.h"
#include "identity/oidc_claims.h"
#include "json/json_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The published key of RFC 8037, A.2, and of RFC 7515, A.3.1. */
static const char keys[] =
    "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"},"
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"
    "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

static void judge(const json_t *claims)
{
    const struct oidc_expected expected = {"https://sso.example.edu.cn", "gatehouse", "n", 1700000000000};
    struct identity_ended ended;
    struct identity *who = calloc(1, sizeof *who);
    if (!who)
        abort();
    (void)oidc_judge_id(claims, &expected);
    (void)oidc_judge_logout(claims, &expected, &ended);
    (void)oidc_is_strong(claims, "mfa otp");
    oidc_take_claims(claims, who);
    free(who);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *jwks = NULL, *claims = NULL;
    if (json_read(bytes_of_string(keys), sizeof keys, &jwks, NULL))
        abort();
    if (jose_verify(BYTES(data, size), jwks, &claims) == JOSE_GOOD) {
        judge(claims);
        json_decref(claims);
    }
    json_decref(jwks);
    if (json_read(BYTES(data, size), JOSE_TOKEN_MAX, &claims, NULL))
        return 0;
    if (json_is_object(claims))
        judge(claims);
    json_decref(claims);
    return 0;
}
