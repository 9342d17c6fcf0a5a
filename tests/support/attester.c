#include "support/attester.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(bool good)
{
    if (!good)
        abort();
}

void attester_make(struct attester *a)
{
    static const uint8_t root_seed[32] = {11}, seed[32] = {12};
    struct keyset set = {.epoch = 3, .issued_at = INT64_C(1700000000000), .count = 1};
    uint8_t root_secret[SECRET_KEY_LEN];
    must(crypto_sign_seed_keypair(a->root_public, root_secret, root_seed) == 0 &&
         crypto_sign_seed_keypair(set.keys[0].public_key, a->secret_key, seed) == 0);
    kid_of_public_key(set.keys[0].public_key, a->kid);
    memcpy(set.keys[0].kid, a->kid, KID_LEN);
    set.keys[0].not_after = INT64_C(2000000000000);
    struct writer w = writer_over(a->signed_set, sizeof a->signed_set);
    must(keyset_sign(&set, root_secret, &w) == GH_OK);
    a->signed_len = w.len;
}

static struct attest_claims claims_of(const struct attester *a, const char *nonce, struct bytes body)
{
    struct attest_claims claims = {.device = a->device, .len = body.len};
    size_t len = 0;
    must(sodium_base642bin(claims.nonce, sizeof claims.nonce, nonce, strlen(nonce), NULL, &len, NULL,
                           sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
         len == sizeof claims.nonce);
    attest_digest(body, claims.digest);
    return claims;
}

size_t attester_keys_line(const struct attester *a, char *out)
{
    char text[ATTEST_KEYS_TEXT_MAX];
    must(attest_keys_text(BYTES(a->signed_set, a->signed_len), text) == GH_OK);
    return (size_t)sprintf(out, ATTEST_KEYS_MARK "%s\n", text);
}

size_t attester_piece(const struct attester *a, const char *nonce, uint64_t number, uint64_t from, uint64_t to,
                      const uint8_t *lineage, struct bytes body, char *out)
{
    char text[ATTEST_TEXT_MAX];
    struct attest_claims claims = claims_of(a, nonce, body);
    claims.what = ATTEST_PIECE;
    claims.number = number;
    claims.from = from;
    claims.to = to;
    if (lineage)
        memcpy(claims.lineage, lineage, sizeof claims.lineage);
    must(attest_sign(&claims, a->kid, a->secret_key, text) == GH_OK);
    size_t len = (size_t)sprintf(out, ATTEST_PIECE_MARK "%s\n", text);
    memcpy(out + len, body.data, body.len);
    return len + body.len;
}

void attester_seal(const struct attester *a, const char *nonce, int status, struct bytes body,
                   char seal[static ATTEST_TEXT_MAX], char keys[static ATTEST_KEYS_TEXT_MAX])
{
    struct attest_claims claims = claims_of(a, nonce, body);
    claims.what = ATTEST_ANSWER;
    claims.number = (uint64_t)status;
    must(attest_sign(&claims, a->kid, a->secret_key, seal) == GH_OK &&
         attest_keys_text(BYTES(a->signed_set, a->signed_len), keys) == GH_OK);
}
