/* Passes as signed codes: minting, verifying, and everything that must not be taken for a pass. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/base45.h"
#include "token/cbor.h"
#include "token/cose.h"
#include "token/holder.h"
#include "token/token.h"

struct signer {
    uint8_t public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN];
    struct keyset keys;
};

static struct signer signer_of(uint8_t seed_byte)
{
    struct signer s = {.keys = {.epoch = 1, .issued_at = 1700000000000, .count = 1}};
    uint8_t seed[32];
    memset(seed, seed_byte, sizeof seed);
    assert_int_equal(crypto_sign_seed_keypair(s.public_key, s.secret_key, seed), 0);
    struct keyset_key *key = &s.keys.keys[0];
    memcpy(key->public_key, s.public_key, PUBLIC_KEY_LEN);
    kid_of_public_key(s.public_key, key->kid);
    key->not_before = 1700000000000;
    key->not_after = 1900000000000;
    return s;
}

static struct claims sample(void)
{
    struct claims claims = {.not_before = 1790000000000,
                            .expires = 1790036000000,
                            .issued_at = 1789990000000,
                            .kind = PASS_VEHICLE,
                            .uses = PASS_SINGLE_USE,
                            .gates = 0xffff,
                            .home_gate = 15,
                            .live = true,
                            .has_holder = true,
                            .format = CLAIMS_FIRST,
                            .holder = {1, 2, 3, 4, 5, 6}};
    const uint8_t random[10] = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
    claims.pass_id = uuid_v7(1789980000000, random);
    return claims;
}

static void mint(const struct signer *s, const struct claims *claims, char text[static TOKEN_TEXT_MAX + 1])
{
    assert_int_equal(token_mint(claims, s->keys.keys[0].kid, s->secret_key, text), GH_OK);
}

static void assert_same_claims(const struct claims *a, const struct claims *b)
{
    assert_true(uuid_equal(&a->pass_id, &b->pass_id));
    assert_int_equal(a->not_before, b->not_before);
    assert_int_equal(a->expires, b->expires);
    assert_int_equal(a->issued_at, b->issued_at);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->uses, b->uses);
    assert_int_equal(a->gates, b->gates);
    assert_int_equal(a->home_gate, b->home_gate);
    assert_int_equal(a->format, b->format);
    assert_int_equal(a->live, b->live);
    assert_int_equal(a->has_holder, b->has_holder);
    assert_memory_equal(a->holder, b->holder, HOLDER_CHECK_LEN);
}

static void minted_token_verifies_with_all_its_claims(void **state)
{
    (void)state;
    struct signer s = signer_of(1);
    for (int variant = 0; variant < 8; variant++) {
        struct claims claims = sample(), read;
        char text[TOKEN_TEXT_MAX + 1];
        claims.live = variant & 1;
        claims.has_holder = variant & 2;
        if (!claims.has_holder)
            memset(claims.holder, 0, sizeof claims.holder);
        if (variant & 4) {
            claims.format = CLAIMS_SECOND;
            holder_check_shorten(claims.holder);
        }
        mint(&s, &claims, text);
        assert_int_equal(token_verify(bytes_of_string(text), &s.keys, &read), TOKEN_VERIFIED);
        assert_same_claims(&claims, &read);
    }
}

static void largest_token_fits_qr_version_8(void **state)
{
    (void)state;
    struct signer s = signer_of(1);
    struct claims claims = sample();
    struct token token;
    char text[TOKEN_TEXT_MAX + 1];
    mint(&s, &claims, text);
    assert_int_equal(token_parse(bytes_of_string(text), &token), GH_OK);
    assert_true(token.raw_len <= TOKEN_BYTES_MAX);
    assert_true(strlen(text) <= 221);
    assert_int_equal(strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), strlen(text));
}

static void every_flipped_bit_is_refused(void **state)
{
    (void)state;
    struct signer s = signer_of(1);
    struct claims claims = sample(), read;
    struct token token;
    char text[TOKEN_TEXT_MAX + 1];
    mint(&s, &claims, text);
    assert_int_equal(token_parse(bytes_of_string(text), &token), GH_OK);
    for (size_t bit = 0; bit < token.raw_len * 8; bit++) {
        uint8_t raw[TOKEN_BYTES_MAX];
        char flipped[TOKEN_TEXT_MAX + 1] = TOKEN_PREFIX;
        memcpy(raw, token.raw, token.raw_len);
        raw[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(base45_encode(BYTES(raw, token.raw_len), flipped + 4, sizeof flipped - 4), GH_OK);
        assert_int_not_equal(token_verify(bytes_of_string(flipped), &s.keys, &read), TOKEN_VERIFIED);
        assert_true(uuid_is_nil(&read.pass_id));
    }
}

static void every_truncation_and_addition_is_not_a_pass(void **state)
{
    (void)state;
    struct signer s = signer_of(1);
    struct claims claims = sample(), read;
    char text[TOKEN_TEXT_MAX + 16] = {0};
    mint(&s, &claims, text);
    size_t len = strlen(text);
    for (size_t n = 0; n < len; n++)
        assert_int_equal(token_verify(BYTES(text, n), &s.keys, &read), TOKEN_NOT_A_PASS);
    for (size_t extra = 1; extra <= 6; extra++) {
        memset(text + len, '0', extra);
        assert_int_equal(token_verify(BYTES(text, len + extra), &s.keys, &read), TOKEN_NOT_A_PASS);
    }
}

static void signature_by_another_key_is_forged(void **state)
{
    (void)state;
    struct signer s = signer_of(1), thief = signer_of(2);
    struct claims claims = sample(), read;
    char text[TOKEN_TEXT_MAX + 1];
    assert_int_equal(token_mint(&claims, s.keys.keys[0].kid, thief.secret_key, text), GH_OK);
    assert_int_equal(token_verify(bytes_of_string(text), &s.keys, &read), TOKEN_FORGED);
    mint(&thief, &claims, text);
    assert_int_equal(token_verify(bytes_of_string(text), &s.keys, &read), TOKEN_UNKNOWN_KEY);
}

static void key_outside_its_own_time_counts_as_unknown(void **state)
{
    (void)state;
    struct signer s = signer_of(1);
    struct claims claims = sample(), read;
    char text[TOKEN_TEXT_MAX + 1];
    mint(&s, &claims, text);
    s.keys.keys[0].not_after = claims.issued_at - 1000;
    assert_int_equal(token_verify(bytes_of_string(text), &s.keys, &read), TOKEN_UNKNOWN_KEY);
    s.keys.keys[0].not_after = claims.issued_at;
    assert_int_equal(token_verify(bytes_of_string(text), &s.keys, &read), TOKEN_VERIFIED);
    s.keys.keys[0].not_before = claims.issued_at + 1000;
    assert_int_equal(token_verify(bytes_of_string(text), &s.keys, &read), TOKEN_UNKNOWN_KEY);
}

static void assert_not_mintable(struct claims claims)
{
    struct signer s = signer_of(1);
    char text[TOKEN_TEXT_MAX + 1] = "before";
    assert_int_equal(token_mint(&claims, s.keys.keys[0].kid, s.secret_key, text), GH_MALFORMED);
    assert_string_equal(text, "before");
}

static void claims_out_of_range_are_not_minted(void **state)
{
    (void)state;
    struct claims c = sample();
    c.gates = 0;
    assert_not_mintable(c);
    c = sample();
    c.home_gate = 16;
    assert_not_mintable(c);
    c = sample();
    c.expires = c.not_before - 1000;
    assert_not_mintable(c);
    c = sample();
    c.issued_at += 1;
    assert_not_mintable(c);
    c = sample();
    c.not_before = -1000;
    assert_not_mintable(c);
    c = sample();
    c.expires = tick_from_seconds((int64_t)UINT32_MAX + 1);
    assert_not_mintable(c);
    c = sample();
    c.kind = 0;
    assert_not_mintable(c);
    c = sample();
    c.kind = 4;
    assert_not_mintable(c);
    c = sample();
    c.uses = 3;
    assert_not_mintable(c);
    c = sample();
    c.format = CLAIMS_SECOND; /* with more than 12 bits */
    assert_not_mintable(c);
}

/* A token over a payload of one's own making, signed properly: what a signer with a fault would produce. */
static enum gh_status parse_signed_payload(const uint8_t *payload, size_t len)
{
    struct signer s = signer_of(1);
    uint8_t raw[512];
    struct writer w = writer_over(raw, sizeof raw);
    assert_int_equal(cose_sign1_sign(BYTES(payload, len), s.keys.keys[0].kid, s.secret_key, &w), GH_OK);
    char text[1024] = TOKEN_PREFIX;
    struct token token;
    assert_int_equal(base45_encode(writer_bytes(&w), text + 4, sizeof text - 4), GH_OK);
    return token_parse(bytes_of_string(text), &token);
}

static void another_encoding_of_valid_claims_is_not_a_pass(void **state)
{
    (void)state;
    struct claims claims = sample();
    uint8_t good[128], bad[130];
    struct writer w = writer_over(good, sizeof good);
    assert_int_equal(claims_encode(&claims, &w), GH_OK);
    assert_int_equal(parse_signed_payload(good, w.len), GH_OK);
    /* The kind (key -1) in two bytes instead of one: 0x20 0x02 becomes 0x20 0x18 0x02. */
    size_t at = 0;
    while (!(good[at] == 0x20 && good[at + 1] == 0x02 && good[at + 2] == 0x21))
        at++;
    memcpy(bad, good, at + 1);
    bad[at + 1] = 0x18;
    memcpy(bad + at + 2, good + at + 1, w.len - at - 1);
    assert_int_equal(parse_signed_payload(bad, w.len + 1), GH_NOT_CANONICAL);
    /* One byte behind the map. */
    memcpy(bad, good, w.len);
    bad[w.len] = 0;
    assert_int_equal(parse_signed_payload(bad, w.len + 1), GH_MALFORMED);
    /* exp and nbf swapped: the same map in another order. */
    memcpy(bad, good, w.len);
    memcpy(bad + 1, good + 7, 6);
    memcpy(bad + 7, good + 1, 6);
    assert_int_equal(parse_signed_payload(bad, w.len), GH_MALFORMED);
}

static void prefix_is_exact(void **state)
{
    (void)state;
    struct signer s = signer_of(1);
    struct claims claims = sample(), read;
    char text[TOKEN_TEXT_MAX + 1];
    mint(&s, &claims, text);
    static const char *const others[] = {"gh1:", "GH2:", "HC1:", "GH1;"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        memcpy(text, others[i], 4);
        assert_int_equal(token_verify(bytes_of_string(text), &s.keys, &read), TOKEN_NOT_A_PASS);
    }
    assert_int_equal(token_verify(BYTES(NULL, 0), &s.keys, &read), TOKEN_NOT_A_PASS);
}

static void mint_time_of_a_presentation_token_is_that_of_its_pass(void **state)
{
    (void)state;
    struct claims claims = sample();
    assert_int_equal(claims_minted_at(&claims), 1789980000000);
    claims.pass_id.b[6] = 0x40;
    assert_int_equal(claims_minted_at(&claims), claims.issued_at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minted_token_verifies_with_all_its_claims),
        cmocka_unit_test(largest_token_fits_qr_version_8),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(every_truncation_and_addition_is_not_a_pass),
        cmocka_unit_test(signature_by_another_key_is_forged),
        cmocka_unit_test(key_outside_its_own_time_counts_as_unknown),
        cmocka_unit_test(claims_out_of_range_are_not_minted),
        cmocka_unit_test(another_encoding_of_valid_claims_is_not_a_pass),
        cmocka_unit_test(prefix_is_exact),
        cmocka_unit_test(mint_time_of_a_presentation_token_is_that_of_its_pass),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
