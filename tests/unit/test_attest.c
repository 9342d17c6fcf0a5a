/* What the server attests of an answer: the vectors of docs/sync-protocol.md, and what is refused. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "support/attester.h"
#include "token/cbor.h"
#include "token/cose.h"

#define NONCE "AAECAwQFBgcICQoLDA0ODw"
#define BODY "{\"t\":\"mark\",\"position\":7,\"until\":1790000000,\"scope\":\"campus-1\"}\n"

static struct attester make(struct keyset *keys)
{
    struct attester a = {.device = {.b = {0x01, 0x9a}}};
    attester_make(&a);
    assert_int_equal(keyset_verify(BYTES(a.signed_set, a.signed_len), a.root_public, 0, keys), GH_OK);
    return a;
}

static void assert_same(const struct attest_claims *a, const struct attest_claims *b)
{
    assert_int_equal(a->what, b->what);
    assert_true(uuid_equal(&a->device, &b->device));
    assert_memory_equal(a->nonce, b->nonce, sizeof a->nonce);
    assert_true(a->number == b->number && a->len == b->len && a->from == b->from && a->to == b->to);
    assert_memory_equal(a->digest, b->digest, sizeof a->digest);
    assert_memory_equal(a->lineage, b->lineage, sizeof a->lineage);
}

static void claims_come_back(void **state)
{
    (void)state;
    struct keyset keys;
    struct attester a = make(&keys);
    struct attest_claims claims = {.what = ATTEST_PIECE, .device = a.device, .number = 3, .len = 7, .from = 5, .to = 9};
    struct attest_claims back;
    char text[ATTEST_TEXT_MAX];
    for (int what = ATTEST_PIECE; what <= ATTEST_ANSWER; what++) {
        claims.what = (enum attest_what)what;
        claims.from = claims.to = what == ATTEST_PIECE ? INT64_MAX : 0;
        claims.number = claims.len = INT64_MAX;
        memset(claims.digest, 0xff, sizeof claims.digest);
        assert_int_equal(attest_sign(&claims, a.kid, a.secret_key, text), GH_OK);
        assert_int_equal(attest_verify(bytes_of_string(text), &keys, &back), GH_OK);
        assert_same(&back, &claims);
    }
    claims.number = (uint64_t)INT64_MAX + 1;
    assert_int_equal(attest_sign(&claims, a.kid, a.secret_key, text), GH_MALFORMED);
}

static void every_changed_character_is_refused(void **state)
{
    (void)state;
    struct keyset keys;
    struct attester a = make(&keys);
    struct attest_claims claims;
    char seal[ATTEST_TEXT_MAX], set[ATTEST_KEYS_TEXT_MAX];
    attester_seal(&a, NONCE, 200, bytes_of_string(BODY), seal, set);
    for (size_t i = 0; i < strlen(seal); i++) {
        char held = seal[i];
        seal[i] = held == 'A' ? 'B' : 'A';
        assert_int_not_equal(attest_verify(bytes_of_string(seal), &keys, &claims), GH_OK);
        seal[i] = held;
        assert_int_not_equal(attest_verify(BYTES(seal, i), &keys, &claims), GH_OK);
    }
    keys.keys[0].kid[0] ^= 1;
    assert_int_equal(attest_verify(bytes_of_string(seal), &keys, &claims), GH_UNKNOWN_KEY);
}

static void an_answer_fits_one_request(void **state)
{
    (void)state;
    struct keyset keys;
    struct attester a = make(&keys);
    struct attest_claims claims;
    struct bytes body = bytes_of_string(BODY);
    char seal[ATTEST_TEXT_MAX], set[ATTEST_KEYS_TEXT_MAX];
    attester_seal(&a, NONCE, 200, body, seal, set);
    assert_int_equal(attest_verify(bytes_of_string(seal), &keys, &claims), GH_OK);
    uint8_t nonce[ATTEST_NONCE_LEN];
    memcpy(nonce, claims.nonce, sizeof nonce);
    struct uuid other = {.b = {2}};
    assert_true(attest_fits_answer(&claims, &a.device, nonce, 200, body));
    assert_false(attest_fits_answer(&claims, &other, nonce, 200, body));
    assert_false(attest_fits_answer(&claims, &a.device, nonce, 403, body));
    assert_false(attest_fits_answer(&claims, &a.device, nonce, 200, BYTES(body.data, body.len - 1)));
    nonce[0] ^= 1;
    assert_false(attest_fits_answer(&claims, &a.device, nonce, 200, body));
    claims.what = ATTEST_PIECE;
    assert_false(attest_fits_answer(&claims, &a.device, claims.nonce, 200, body));
}

static void an_older_or_another_key_set_is_refused(void **state)
{
    (void)state;
    struct keyset keys, out;
    struct attester a = make(&keys);
    struct bytes set = BYTES(a.signed_set, a.signed_len);
    static const uint8_t root_seed[32] = {11};
    uint8_t root_public[PUBLIC_KEY_LEN], root_secret[SECRET_KEY_LEN], newer[KEYSET_BYTES_MAX], same[KEYSET_BYTES_MAX];
    char text[ATTEST_KEYS_TEXT_MAX];
    assert_int_equal(crypto_sign_seed_keypair(root_public, root_secret, root_seed), 0);
    assert_int_equal(attest_keys_text(set, text), GH_OK);
    assert_int_equal(attest_keys_read(bytes_of_string(text), a.root_public, BYTES(NULL, 0), &out), GH_OK);
    assert_int_equal(attest_keys_read(bytes_of_string(text), a.root_public, set, &out), GH_OK);
    assert_int_equal(attest_keys_read(bytes_of_string(text), keys.keys[0].public_key, BYTES(NULL, 0), &out),
                     GH_BAD_SIGNATURE);
    assert_int_equal(attest_keys_read(bytes_of_string("!"), a.root_public, set, &out), GH_MALFORMED);
    struct writer w = writer_over(same, sizeof same);
    keys.issued_at += TICK_SECOND;
    assert_int_equal(keyset_sign(&keys, root_secret, &w), GH_OK);
    assert_int_equal(attest_keys_read(bytes_of_string(text), a.root_public, writer_bytes(&w), &out), GH_CONFLICT);
    w = writer_over(newer, sizeof newer);
    keys.epoch++;
    assert_int_equal(keyset_sign(&keys, root_secret, &w), GH_OK);
    assert_int_equal(attest_keys_read(bytes_of_string(text), a.root_public, writer_bytes(&w), &out), GH_ROLLBACK);
}

/* A form of another version, and one with a member more: this version can't know what they say. */
static void other_forms_are_refused(void **state)
{
    (void)state;
    struct keyset keys;
    struct attester a = make(&keys);
    struct attest_claims claims;
    struct cose_sign1 message;
    char seal[ATTEST_TEXT_MAX], set[ATTEST_KEYS_TEXT_MAX];
    attester_seal(&a, NONCE, 200, bytes_of_string(BODY), seal, set);
    uint8_t raw[ATTEST_BYTES_MAX], payload[ATTEST_BYTES_MAX];
    size_t len = 0;
    assert_int_equal(sodium_base642bin(raw, sizeof raw, seal, strlen(seal), NULL, &len, NULL,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                     0);
    assert_int_equal(cose_sign1_parse(BYTES(raw, len), &message), GH_OK);
    for (int form = 0; form < 3; form++) {
        struct writer p = writer_over(payload, sizeof payload), w = writer_over(raw, sizeof raw);
        uint8_t copy[ATTEST_BYTES_MAX];
        struct bytes of = message.payload;
        memcpy(copy, of.data, of.len);
        writer_put(&p, BYTES(copy, of.len));
        if (form == 1) {
            payload[0]++; /* a map of one member more */
            cbor_put_int(&p, 40);
            cbor_put_true(&p);
        }
        for (size_t i = 0; form == 2 && i + 1 < p.len; i++)
            if (payload[i] == 3 && payload[i + 1] == 1 && i > 20) {
                payload[i + 1] = 2; /* version 2 */
                break;
            }
        uint8_t held[ATTEST_BYTES_MAX];
        memcpy(held, raw, len);
        assert_int_equal(cose_sign1_sign(writer_bytes(&p), a.kid, a.secret_key, &w), GH_OK);
        (void)sodium_bin2base64(seal, sizeof seal, w.data, w.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        enum gh_status status = attest_verify(bytes_of_string(seal), &keys, &claims);
        assert_int_equal(status, form == 0 ? GH_OK : form == 1 ? GH_MALFORMED : GH_UNSUPPORTED);
        memcpy(raw, held, len); /* the message borrows from it */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claims_come_back),           cmocka_unit_test(every_changed_character_is_refused),
        cmocka_unit_test(an_answer_fits_one_request), cmocka_unit_test(an_older_or_another_key_set_is_refused),
        cmocka_unit_test(other_forms_are_refused),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
