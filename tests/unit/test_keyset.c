/* Key sets, the holder check and short pass numbers. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "token/cbor.h"
#include "token/cose.h"
#include "token/holder.h"
#include "token/keyset.h"
#include "token/short_number.h"

struct root {
    uint8_t public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN];
};

static struct root root_of(uint8_t byte)
{
    struct root r;
    uint8_t seed[32] = {byte};
    assert_int_equal(crypto_sign_seed_keypair(r.public_key, r.secret_key, seed), 0);
    return r;
}

static struct keyset set_of(size_t count)
{
    struct keyset set = {.epoch = 7, .issued_at = 1789990000000, .count = count};
    for (size_t i = 0; i < count && i < KEYSET_KEYS_MAX; i++) {
        struct root signer = root_of((uint8_t)(100 + i));
        memcpy(set.keys[i].public_key, signer.public_key, PUBLIC_KEY_LEN);
        kid_of_public_key(signer.public_key, set.keys[i].kid);
        set.keys[i].not_before = 1789990000000;
        set.keys[i].not_after = 1889990000000;
    }
    return set;
}

static size_t sign(const struct keyset *set, const struct root *root, uint8_t out[static KEYSET_BYTES_MAX])
{
    struct writer w = writer_over(out, KEYSET_BYTES_MAX);
    assert_int_equal(keyset_sign(set, root->secret_key, &w), GH_OK);
    return w.len;
}

static void signed_set_comes_back_whole(void **state)
{
    (void)state;
    struct root root = root_of(1);
    for (size_t count = 1; count <= KEYSET_KEYS_MAX; count++) {
        struct keyset set = set_of(count), read;
        uint8_t message[KEYSET_BYTES_MAX];
        size_t len = sign(&set, &root, message);
        memset(&read, 0xff, sizeof read);
        assert_int_equal(keyset_verify(BYTES(message, len), root.public_key, 0, &read), GH_OK);
        assert_int_equal(read.epoch, set.epoch);
        assert_int_equal(read.count, count);
        assert_memory_equal(read.keys, set.keys, sizeof set.keys[0] * count);
        assert_non_null(keyset_find(&read, set.keys[count - 1].kid));
    }
    struct keyset none = set_of(1);
    assert_null(keyset_find(&none, (const uint8_t[KID_LEN]){0}));
}

static void lower_epoch_is_a_rollback(void **state)
{
    (void)state;
    struct root root = root_of(1);
    struct keyset set = set_of(2), read = {.epoch = 99};
    uint8_t message[KEYSET_BYTES_MAX];
    size_t len = sign(&set, &root, message);
    assert_int_equal(keyset_verify(BYTES(message, len), root.public_key, 8, &read), GH_ROLLBACK);
    assert_int_equal(read.epoch, 99);
    assert_int_equal(keyset_verify(BYTES(message, len), root.public_key, 7, &read), GH_OK);
}

static void only_the_root_can_sign(void **state)
{
    (void)state;
    struct root root = root_of(1), thief = root_of(2);
    struct keyset set = set_of(2), read;
    uint8_t message[KEYSET_BYTES_MAX];
    size_t len = sign(&set, &thief, message);
    assert_int_equal(keyset_verify(BYTES(message, len), root.public_key, 0, &read), GH_BAD_SIGNATURE);
    len = sign(&set, &root, message);
    for (size_t i = 0; i < len; i++) {
        message[i] ^= 0x10;
        assert_int_not_equal(keyset_verify(BYTES(message, len), root.public_key, 0, &read), GH_OK);
        message[i] ^= 0x10;
        assert_int_not_equal(keyset_verify(BYTES(message, i), root.public_key, 0, &read), GH_OK);
    }
}

static void ambiguous_or_empty_sets_are_not_signed(void **state)
{
    (void)state;
    struct root root = root_of(1);
    uint8_t message[KEYSET_BYTES_MAX];
    struct keyset bad[] = {set_of(0), set_of(2), set_of(2), set_of(2), set_of(1), set_of(1)};
    bad[1].keys[1] = bad[1].keys[0];
    bad[2].keys[1].kid[0] ^= 1;
    bad[3].keys[0].not_after = bad[3].keys[0].not_before - 1000;
    bad[4].epoch = 0;
    bad[5].count = KEYSET_KEYS_MAX + 1;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct writer w = writer_over(message, sizeof message);
        assert_int_equal(keyset_sign(&bad[i], root.secret_key, &w), GH_MALFORMED);
        assert_int_equal(w.len, 0);
    }
}

static void holder_check_fits_one_pass_and_one_tail(void **state)
{
    (void)state;
    const uint8_t key[HOLDER_KEY_LEN] = {5}, other_key[HOLDER_KEY_LEN] = {6};
    struct claims claims = {.pass_id = {.b = {1}}, .has_holder = true};
    char tail[HOLDER_TAIL_LEN + 1];
    assert_int_equal(holder_tail_normalise(bytes_of_string("31002x"), tail), GH_OK);
    assert_string_equal(tail, "31002X");
    holder_check_make(key, &claims.pass_id, tail, claims.holder);
    assert_true(holder_check_matches(key, &claims, tail));
    assert_false(holder_check_matches(key, &claims, "31002Y"));
    assert_false(holder_check_matches(other_key, &claims, tail));
    claims.pass_id.b[15] = 1;
    assert_false(holder_check_matches(key, &claims, tail));
    claims.pass_id.b[15] = 0;
    claims.has_holder = false;
    assert_false(holder_check_matches(key, &claims, tail));
}

static void holder_tail_is_six_letters_or_digits(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "12345", "1234567", "12345 ", "12345-", "1234\xe4\xb8"};
    char tail[HOLDER_TAIL_LEN + 1] = "before";
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(holder_tail_normalise(bytes_of_string(bad[i]), tail), GH_MALFORMED);
    assert_string_equal(tail, "before");
}

static void short_number_survives_being_read_aloud(void **state)
{
    (void)state;
    char number[SHORT_NUMBER_LEN + 1], typed[SHORT_NUMBER_LEN + 1], shown[SHORT_NUMBER_TEXT_SIZE];
    for (uint8_t n = 0; n < 200; n++) {
        struct uuid id = {.b = {n, 9}};
        short_number_of(&id, number);
        assert_int_equal(strlen(number), SHORT_NUMBER_LEN);
        assert_int_equal(strcspn(number, "01OIL"), SHORT_NUMBER_LEN);
        short_number_format(number, shown);
        assert_true(shown[3] == '-' && shown[7] == '-');
        assert_int_equal(short_number_parse(bytes_of_string(shown), typed), GH_OK);
        assert_string_equal(typed, number);
        for (char *c = shown; *c; c++)
            *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c == '-' ? ' ' : *c);
        assert_int_equal(short_number_parse(bytes_of_string(shown), typed), GH_OK);
        assert_string_equal(typed, number);
    }
}

static void short_number_finds_every_wrong_character_and_swap(void **state)
{
    (void)state;
    static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    char number[SHORT_NUMBER_LEN + 1], typed[SHORT_NUMBER_LEN + 1];
    for (uint8_t n = 0; n < 20; n++) {
        struct uuid id = {.b = {n, 7}};
        short_number_of(&id, number);
        for (int at = 0; at < SHORT_NUMBER_LEN; at++) {
            for (const char *c = alphabet; *c; c++) {
                char wrong[SHORT_NUMBER_LEN + 1];
                memcpy(wrong, number, sizeof wrong);
                wrong[at] = *c;
                assert_int_equal(short_number_parse(bytes_of_string(wrong), typed),
                                 *c == number[at] ? GH_OK : GH_CONFLICT);
            }
        }
        for (int at = 0; at + 1 < SHORT_NUMBER_LEN; at++) {
            char swapped[SHORT_NUMBER_LEN + 1];
            memcpy(swapped, number, sizeof swapped);
            swapped[at] = number[at + 1];
            swapped[at + 1] = number[at];
            if (swapped[at] != number[at])
                assert_int_equal(short_number_parse(bytes_of_string(swapped), typed), GH_CONFLICT);
        }
    }
    static const char *const bad[] = {"", "ABC-DEF-GH", "ABC-DEF-GHJK", "ABC-DEF-GH0", "ABC_DEF_GHJ", "\xff"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(short_number_parse(bytes_of_string(bad[i]), typed), GH_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signed_set_comes_back_whole),
        cmocka_unit_test(lower_epoch_is_a_rollback),
        cmocka_unit_test(only_the_root_can_sign),
        cmocka_unit_test(ambiguous_or_empty_sets_are_not_signed),
        cmocka_unit_test(holder_check_fits_one_pass_and_one_tail),
        cmocka_unit_test(holder_tail_is_six_letters_or_digits),
        cmocka_unit_test(short_number_survives_being_read_aloud),
        cmocka_unit_test(short_number_finds_every_wrong_character_and_swap),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
