/* links: gh_token gh_base PkgConfig::SODIUM */
/* Measures what a pass costs beyond the bare signature: token_verify against libsodium's verify of the same message. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "token/cbor.h"
#include "token/cose.h"
#include "token/token.h"

#define ROUNDS 20000
#define SLICES 20

static double now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

struct subject {
    struct keyset keys;
    char text[TOKEN_TEXT_MAX + 1];
    uint8_t covered[256];
    size_t covered_len;
    uint8_t signature[64];
};

static int prepare(struct subject *s)
{
    uint8_t secret_key[SECRET_KEY_LEN];
    struct claims claims = {.expires = 1790000000000,
                            .issued_at = 1789990000000,
                            .kind = PASS_PEDESTRIAN,
                            .uses = PASS_SINGLE_USE,
                            .gates = 0xffff,
                            .home_gate = 1,
                            .has_holder = true,
                            .live = true};
    if (sodium_init() < 0 || crypto_sign_keypair(s->keys.keys[0].public_key, secret_key) != 0)
        return -1;
    s->keys.count = 1;
    s->keys.keys[0].not_after = INT64_MAX;
    kid_of_public_key(s->keys.keys[0].public_key, s->keys.keys[0].kid);
    struct token token;
    if (token_mint(&claims, s->keys.keys[0].kid, secret_key, s->text) || token_parse(bytes_of_string(s->text), &token))
        return -1;
    /* A message of the size of the real one, so that both sides hash as much. */
    s->covered_len = token.raw_len - COSE_SIGNATURE_LEN + 12;
    memcpy(s->covered, token.raw, token.raw_len - COSE_SIGNATURE_LEN);
    return crypto_sign_detached(s->signature, NULL, s->covered, s->covered_len, secret_key);
}

int main(void)
{
    struct subject s = {0};
    if (prepare(&s) != 0)
        return 1;
    double ours = 0, peer = 0;
    /* In turns, so that a machine that slows down slows both. */
    for (int slice = 0; slice < SLICES; slice++) {
        double start = now_ns();
        for (int i = 0; i < ROUNDS / SLICES; i++) {
            struct claims claims;
            if (token_verify(bytes_of_string(s.text), &s.keys, &claims) != TOKEN_VERIFIED)
                return 1;
        }
        double middle = now_ns();
        for (int i = 0; i < ROUNDS / SLICES; i++) {
            if (crypto_sign_verify_detached(s.signature, s.covered, s.covered_len, s.keys.keys[0].public_key) != 0)
                return 1;
        }
        ours += middle - start;
        peer += now_ns() - middle;
    }
    printf("{\"bench\": \"token_verify\", \"ns\": %.0f, \"peer\": \"libsodium bare verify\", \"peer_ns\": %.0f, "
           "\"ratio\": %.3f, "
           "\"expect_ratio_at_most\": 1.2}\n",
           ours / ROUNDS, peer / ROUNDS, ours / peer);
    return 0;
}
