/* The strict CBOR profile, with libcbor as the second opinion. */
#include "support/test.h"
#include "support/vectors.h"

#include <cbor.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "token/cbor.h"
#include "token/claims.h"
#include "token/cose.h"
#include "token/keyset.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void heads_are_written_in_their_shortest_form(void **state)
{
    (void)state;
    /* RFC 8949, appendix A. */
    static const struct {
        int64_t value;
        const char *hex;
    } examples[] = {{0, "00"},         {23, "17"},
                    {24, "1818"},      {100, "1864"},
                    {1000, "1903e8"},  {1000000, "1a000f4240"},
                    {-1, "20"},        {-100, "3863"},
                    {-1000, "3903e7"}, {1000000000000, "1b000000e8d4a51000"}};
    for (size_t i = 0; i < COUNT(examples); i++) {
        uint8_t buffer[9];
        char hex[19];
        int64_t value;
        struct writer w = writer_over(buffer, sizeof buffer);
        cbor_put_int(&w, examples[i].value);
        hex_encode(writer_bytes(&w), hex);
        assert_string_equal(hex, examples[i].hex);
        struct cursor c = cursor_over(writer_bytes(&w));
        assert_int_equal(cbor_take_int(&c, &value), GH_OK);
        assert_int_equal(value, examples[i].value);
        assert_int_equal(c.left, 0);
    }
}

static void longer_forms_and_indefinite_lengths_are_not_canonical(void **state)
{
    (void)state;
    static const char *const others[] = {"1817", "190018", "1900ff", "1a0000ffff", "1b00000000ffffffff",
                                         "5f",   "9f",     "bf",     "ff"};
    for (size_t i = 0; i < COUNT(others); i++) {
        uint8_t bytes[9];
        enum cbor_major major = CBOR_TAG;
        uint64_t argument = 42;
        assert_int_equal(hex_decode(bytes_of_string(others[i]), bytes, strlen(others[i]) / 2), GH_OK);
        struct cursor c = cursor_over(BYTES(bytes, strlen(others[i]) / 2));
        assert_int_equal(cbor_take_head(&c, &major, &argument), GH_NOT_CANONICAL);
        assert_int_equal(c.left, strlen(others[i]) / 2);
        assert_int_equal(argument, 42);
    }
    struct cursor reserved = cursor_over(BYTES("\x1c", 1)), cut = cursor_over(BYTES("\x19\x03", 2));
    enum cbor_major major;
    uint64_t argument;
    assert_int_equal(cbor_take_head(&reserved, &major, &argument), GH_MALFORMED);
    assert_int_equal(cbor_take_head(&cut, &major, &argument), GH_TRUNCATED);
}

static void byte_string_longer_than_the_rest_is_truncated(void **state)
{
    (void)state;
    struct bytes value;
    struct cursor c = cursor_over(BYTES("\x5b\xff\xff\xff\xff\xff\xff\xff\xff\x00", 10));
    assert_int_equal(cbor_take_bytes(&c, &value), GH_TRUNCATED);
    assert_int_equal(c.left, 10);
}

/* Our reader must agree with libcbor on each item of appendix A. */
static void compare_head(const uint8_t *data, size_t size)
{
    struct cbor_load_result result;
    cbor_item_t *item = cbor_load(data, size, &result);
    struct cursor c = cursor_over(BYTES(data, size));
    enum cbor_major major;
    uint64_t argument;
    enum gh_status status = cbor_take_head(&c, &major, &argument);
    if (status == GH_OK && item) {
        assert_int_equal(major, cbor_typeof(item));
        if (cbor_isa_uint(item) || cbor_isa_negint(item))
            assert_true(cbor_get_int(item) == argument);
        if (cbor_isa_bytestring(item))
            assert_int_equal(cbor_bytestring_length(item), argument);
    }
    if (item)
        cbor_decref(&item);
}

static void appendix_a_of_rfc8949(void **state)
{
    (void)state;
    json_t *cases = vectors_load("cbor_appendix_a"), *item;
    size_t i;
    if (!cases)
        skip();
    json_array_foreach(cases, i, item)
    {
        uint8_t data[256];
        size_t size = vectors_hex(item, "hex", data, sizeof data);
        struct claims claims;
        assert_int_not_equal(size, SIZE_MAX);
        compare_head(data, size);
        assert_int_not_equal(claims_decode(BYTES(data, size), &claims), GH_OK);
    }
    json_decref(cases);
}

/* Mutated claims: whatever we take, libcbor decodes to the same map, and serialises to the same bytes. */
static void accepted_claims_are_what_libcbor_reads(void **state)
{
    (void)state;
    struct claims claims = {.not_before = 1000,
                            .expires = 1790000000000,
                            .issued_at = 60000,
                            .kind = PASS_RIDER,
                            .uses = PASS_MULTIPLE_USE,
                            .gates = 300,
                            .home_gate = 3,
                            .has_holder = true,
                            .live = true};
    uint8_t good[128];
    struct writer w = writer_over(good, sizeof good);
    assert_int_equal(claims_encode(&claims, &w), GH_OK);
    unsigned accepted = 0;
    srand(20261124);
    for (int round = 0; round < 200000; round++) {
        uint8_t data[128];
        size_t size = w.len;
        memcpy(data, good, size);
        for (int flips = rand() % 3; flips >= 0; flips--)
            data[(size_t)rand() % size] = (uint8_t)rand();
        struct claims read;
        if (claims_decode(BYTES(data, size), &read) != GH_OK)
            continue;
        accepted++;
        struct cbor_load_result result;
        cbor_item_t *item = cbor_load(data, size, &result);
        assert_non_null(item);
        assert_int_equal(result.read, size);
        assert_true(cbor_isa_map(item) && cbor_map_is_definite(item));
        assert_int_equal(cbor_map_size(item), 8 + read.has_holder + read.live + (read.format == CLAIMS_SECOND));
        assert_true(cbor_get_int(cbor_map_handle(item)[0].value) == (uint64_t)tick_to_seconds(read.expires));
        unsigned char *again = NULL;
        size_t again_size = 0;
        assert_int_equal(cbor_serialize_alloc(item, &again, &again_size), size);
        assert_memory_equal(again, data, size);
        free(again);
        cbor_decref(&item);
    }
    assert_true(accepted > 1000);
}

/* We verify a message that libcbor and libsodium made by RFC 9052. */
static void message_of_a_peer_verifies(void **state)
{
    (void)state;
    uint8_t seed[32] = {3}, public_key[32], secret_key[64], kid[KID_LEN], signature[64];
    assert_int_equal(crypto_sign_seed_keypair(public_key, secret_key, seed), 0);
    kid_of_public_key(public_key, kid);
    cbor_item_t *header = cbor_new_definite_map(2);
    assert_true(
        cbor_map_add(header, (struct cbor_pair){cbor_move(cbor_build_uint8(1)), cbor_move(cbor_build_negint8(7))}));
    assert_true(cbor_map_add(
        header, (struct cbor_pair){cbor_move(cbor_build_uint8(4)), cbor_move(cbor_build_bytestring(kid, KID_LEN))}));
    unsigned char *protected = NULL, *covered = NULL, *message = NULL;
    size_t room = 0;
    size_t protected_size = cbor_serialize_alloc(header, &protected, &room);
    const uint8_t payload[] = "a payload";
    cbor_item_t *structure = cbor_new_definite_array(4);
    assert_true(cbor_array_push(structure, cbor_move(cbor_build_string("Signature1"))));
    assert_true(cbor_array_push(structure, cbor_move(cbor_build_bytestring(protected, protected_size))));
    assert_true(cbor_array_push(structure, cbor_move(cbor_build_bytestring(NULL, 0))));
    assert_true(cbor_array_push(structure, cbor_move(cbor_build_bytestring(payload, sizeof payload))));
    size_t covered_size = cbor_serialize_alloc(structure, &covered, &room);
    assert_int_equal(crypto_sign_detached(signature, NULL, covered, covered_size, secret_key), 0);
    cbor_item_t *parts = cbor_new_definite_array(4);
    assert_true(cbor_array_push(parts, cbor_move(cbor_build_bytestring(protected, protected_size))));
    assert_true(cbor_array_push(parts, cbor_move(cbor_new_definite_map(0))));
    assert_true(cbor_array_push(parts, cbor_move(cbor_build_bytestring(payload, sizeof payload))));
    assert_true(cbor_array_push(parts, cbor_move(cbor_build_bytestring(signature, sizeof signature))));
    cbor_item_t *tagged = cbor_build_tag(18, parts);
    size_t message_size = cbor_serialize_alloc(tagged, &message, &room);

    struct cose_sign1 parsed;
    assert_int_equal(cose_sign1_parse(BYTES(message, message_size), &parsed), GH_OK);
    assert_int_equal(cose_sign1_verify(&parsed, public_key), GH_OK);
    assert_memory_equal(parsed.payload.data, payload, sizeof payload);
    uint8_t own[256];
    struct writer w = writer_over(own, sizeof own);
    assert_int_equal(cose_sign1_sign(BYTES(payload, sizeof payload), kid, secret_key, &w), GH_OK);
    assert_true(bytes_equal(writer_bytes(&w), BYTES(message, message_size)));

    free(protected);
    free(covered);
    free(message);
    cbor_decref(&header);
    cbor_decref(&structure);
    cbor_decref(&parts);
    cbor_decref(&tagged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_written_in_their_shortest_form),
        cmocka_unit_test(longer_forms_and_indefinite_lengths_are_not_canonical),
        cmocka_unit_test(byte_string_longer_than_the_rest_is_truncated),
        cmocka_unit_test(appendix_a_of_rfc8949),
        cmocka_unit_test(accepted_claims_are_what_libcbor_reads),
        cmocka_unit_test(message_of_a_peer_verifies),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
