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

#define VERSION_1                                                                                                      \
    "d2844da201270448c11ae4092c561014a05841a30101021a6b0b426003818448c5e21ab1c9f6022d58208a88e3dd7409"                 \
    "f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c1a6b0b42601a6cec75e058401f3170b4fe9e18b5568c"                 \
    "7390bed4b58f655c0edca11e889645f4e6fcbcb9882bb4c6d208639b20fc6eec9f02c01378bc9e6ba907d734490647ff"                 \
    "66f2f938300f"
#define VERSION_2                                                                                                      \
    "d2844da201270448c11ae4092c561014a05889a400020101021a6b0b42600382a50148c5e21ab1c9f6022d0227035820"                 \
    "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c041a6b0b4260051a6cec75e0a50148fe"                 \
    "a97e25dffbe4cc023a00010000035820ac01b2209e86354fb853237b5de0f4fab13c7fcbf433a61c019369617fecf10b"                 \
    "041a6b0b4260051a6cec75e05840c975126d75efc3582877bc6c1aeb8204435903035c992a36d3a4e5678d68686e563c"                 \
    "31d2842126e9ed8994b836845811f39fb3b67fcdc88d13f4a1aa379f9204"
#define LATER                                                                                                          \
    "d2844da201270448c11ae4092c561014a058daa600020107021a6b0b42600383a50148c5e21ab1c9f6022d0227035820"                 \
    "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c04010502a50148fea97e25dffbe4cc02"                 \
    "3a00010000035820ac01b2209e86354fb853237b5de0f4fab13c7fcbf433a61c019369617fecf10b04010502a4014831"                 \
    "3233343536373802382e0358417878787878787878787878787878787878787878787878787878787878787878787878"                 \
    "787878787878787878787878787878787878787878787878787878787878098201a1020309456c6174657220f5584080"                 \
    "771229a7e8993bc70cd9fc7df7ab86dfc7bf7872121fc0f27b72d402a28ee08abac091fca5d3b495c2968bfd5be32d1d"                 \
    "87748481a9203ca2844509e80e0508"

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

/* The vectors of docs/pass-format.md. */
static struct keyset read_vector(const char *hex)
{
    struct root root;
    uint8_t seed[32], message[KEYSET_BYTES_MAX];
    struct keyset read = {0};
    memset(seed, 2, sizeof seed);
    assert_int_equal(crypto_sign_seed_keypair(root.public_key, root.secret_key, seed), 0);
    assert_int_equal(hex_decode(bytes_of_string(hex), message, strlen(hex) / 2), GH_OK);
    assert_int_equal(keyset_verify(BYTES(message, strlen(hex) / 2), root.public_key, 0, &read), GH_OK);
    return read;
}

static void assert_signer(const struct keyset *set, tick from, tick until)
{
    static const uint8_t kid[KID_LEN] = {0xc5, 0xe2, 0x1a, 0xb1, 0xc9, 0xf6, 0x02, 0x2d};
    assert_int_equal(set->count, 1);
    assert_memory_equal(set->keys[0].kid, kid, KID_LEN);
    assert_int_equal(set->keys[0].not_before, tick_from_seconds(from));
    assert_int_equal(set->keys[0].not_after, tick_from_seconds(until));
}

static void sets_of_both_versions_and_of_later_ones_are_read(void **state)
{
    (void)state;
    static const uint8_t box[KID_LEN] = {0xfe, 0xa9, 0x7e, 0x25, 0xdf, 0xfb, 0xe4, 0xcc};
    struct keyset first = read_vector(VERSION_1), second = read_vector(VERSION_2), later = read_vector(LATER);
    assert_signer(&first, 1795900000, 1827436000);
    assert_true(first.version == 1 && !first.has_sealing && first.skipped == 0);
    assert_signer(&second, 1795900000, 1827436000);
    assert_true(second.version == 2 && second.has_sealing && second.skipped == 0 && second.epoch == 1);
    assert_memory_equal(second.sealing.kid, box, KID_LEN);
    assert_signer(&later, 1, 2);
    assert_true(later.version == 2 && later.has_sealing && later.epoch == 7);
    assert_int_equal(later.skipped, 4); /* a key of another algorithm with a member more, and two members */
    assert_memory_equal(later.sealing.kid, box, KID_LEN);
}

static void sealing_key_comes_back(void **state)
{
    (void)state;
    struct root root = root_of(1);
    struct keyset set = set_of(KEYSET_KEYS_MAX), read;
    uint8_t message[KEYSET_BYTES_MAX];
    set.has_sealing = true;
    set.sealing = set_of(1).keys[0];
    size_t len = sign(&set, &root, message);
    assert_int_equal(keyset_verify(BYTES(message, len), root.public_key, 0, &read), GH_OK);
    assert_true(read.has_sealing);
    assert_memory_equal(&read.sealing, &set.sealing, sizeof set.sealing);
    set.sealing.kid[0] ^= 1;
    struct writer w = writer_over(message, sizeof message);
    assert_int_equal(keyset_sign(&set, root.secret_key, &w), GH_MALFORMED);
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
    holder_check_make(key, &claims.pass_id, tail, CLAIMS_SECOND, claims.holder);
    assert_true(holder_check_matches(key, &claims, tail));
    assert_false(holder_check_matches(key, &claims, "31002Y"));
    assert_false(holder_check_matches(other_key, &claims, tail));
    claims.pass_id.b[15] = 1;
    assert_false(holder_check_matches(key, &claims, tail));
    claims.pass_id.b[15] = 0;
    claims.has_holder = false;
    assert_false(holder_check_matches(key, &claims, tail));
}

#define PASSES 400
#define TAILS 500

/* 200,000 wrong cards: 48.8 are expected to pass, with a standard deviation of 7. The right one always does. */
static void a_wrong_card_passes_once_in_4096(void **state)
{
    (void)state;
    const uint8_t key[HOLDER_KEY_LEN] = {5};
    unsigned passed = 0;
    for (unsigned i = 0; i < PASSES * 2; i++) {
        struct claims claims = {.pass_id = {.b = {(uint8_t)i, (uint8_t)(i >> 8)}},
                                .has_holder = true,
                                .format = i < PASSES ? CLAIMS_FIRST : CLAIMS_SECOND};
        holder_check_make(key, &claims.pass_id, "123456", claims.format, claims.holder);
        assert_true(holder_check_matches(key, &claims, "123456"));
        for (unsigned n = 0; n < TAILS / 2; n++) {
            char tail[HOLDER_TAIL_LEN + 1];
            (void)snprintf(tail, sizeof tail, "%06u", 200000 + n);
            passed += holder_check_matches(key, &claims, tail);
        }
    }
    assert_in_range(passed, 49 - 35, 49 + 35);
}

static void the_second_format_keeps_12_bits(void **state)
{
    (void)state;
    const uint8_t key[HOLDER_KEY_LEN] = {5};
    const struct uuid id = {.b = {7}};
    uint8_t first[HOLDER_CHECK_LEN], second[HOLDER_CHECK_LEN];
    holder_check_make(key, &id, "31002X", CLAIMS_FIRST, first);
    holder_check_make(key, &id, "31002X", CLAIMS_SECOND, second);
    const uint8_t expected[HOLDER_CHECK_LEN] = {first[0], first[1] & 0xf0};
    assert_memory_equal(second, expected, sizeof expected);
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
        cmocka_unit_test(sets_of_both_versions_and_of_later_ones_are_read),
        cmocka_unit_test(sealing_key_comes_back),
        cmocka_unit_test(lower_epoch_is_a_rollback),
        cmocka_unit_test(only_the_root_can_sign),
        cmocka_unit_test(ambiguous_or_empty_sets_are_not_signed),
        cmocka_unit_test(holder_check_fits_one_pass_and_one_tail),
        cmocka_unit_test(a_wrong_card_passes_once_in_4096),
        cmocka_unit_test(the_second_format_keeps_12_bits),
        cmocka_unit_test(holder_tail_is_six_letters_or_digits),
        cmocka_unit_test(short_number_survives_being_read_aloud),
        cmocka_unit_test(short_number_finds_every_wrong_character_and_swap),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
