/* The server's signed time: what verifies, and that nothing else does. */
#include "support/test.h"

#include <sodium.h>
#include <string.h>

#include "token/server_time.h"

static const uint8_t nonce[SERVER_TIME_NONCE_LEN] = {9, 8, 7};

static void make_key(struct keyset *keys, uint8_t secret_key[static SECRET_KEY_LEN])
{
    memset(keys, 0, sizeof *keys);
    keys->epoch = 1;
    keys->count = 1;
    (void)crypto_sign_keypair(keys->keys[0].public_key, secret_key);
    kid_of_public_key(keys->keys[0].public_key, keys->keys[0].kid);
}

static void tells_the_second_it_signed(void **state)
{
    (void)state;
    struct keyset keys;
    uint8_t secret_key[SECRET_KEY_LEN];
    char text[SERVER_TIME_TEXT_MAX];
    tick at = 0;
    make_key(&keys, secret_key);
    assert_int_equal(GH_OK, server_time_sign(INT64_C(1764000000999), nonce, keys.keys[0].kid, secret_key, text));
    assert_int_equal(GH_OK, server_time_verify(bytes_of_string(text), &keys, nonce, &at));
    assert_int_equal(INT64_C(1764000000000), at);
}

static void refuses_another_request_key_or_byte(void **state)
{
    (void)state;
    static const uint8_t other[SERVER_TIME_NONCE_LEN] = {1};
    struct keyset keys, stranger;
    uint8_t secret_key[SECRET_KEY_LEN], foreign_key[SECRET_KEY_LEN];
    char text[SERVER_TIME_TEXT_MAX];
    tick at = -1;
    make_key(&keys, secret_key);
    make_key(&stranger, foreign_key);
    assert_int_equal(GH_OK, server_time_sign(0, nonce, keys.keys[0].kid, secret_key, text));
    assert_int_equal(GH_CONFLICT, server_time_verify(bytes_of_string(text), &keys, other, &at));
    assert_int_equal(GH_UNKNOWN_KEY, server_time_verify(bytes_of_string(text), &stranger, nonce, &at));
    assert_int_equal(GH_MALFORMED, server_time_verify(bytes_of_string(""), &keys, nonce, &at));
    for (size_t i = 0; text[i]; i++) {
        char spoiled[SERVER_TIME_TEXT_MAX];
        memcpy(spoiled, text, sizeof spoiled);
        spoiled[i] = spoiled[i] == 'A' ? 'B' : 'A';
        assert_int_not_equal(GH_OK, server_time_verify(bytes_of_string(spoiled), &keys, nonce, &at));
    }
    assert_int_equal(-1, at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_second_it_signed),
        cmocka_unit_test(refuses_another_request_key_or_byte),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
