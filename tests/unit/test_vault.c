/* What is sealed opens with the same key, column and row, and with nothing else. */
#include "support/test.h"

#include <sodium.h>
#include <string.h>

#include "vault/vault.h"

static const uint8_t key_one[VAULT_KEY_LEN] = {1}, key_two[VAULT_KEY_LEN] = {2};
static const uint8_t campus[CAMPUS_KEY_LEN] = {3}, data[DATA_KEY_LEN] = {4};
static const struct uuid row = {{1, 2, 3}}, other_row = {{1, 2, 4}};
#define PLAIN "110108198512120021"

static struct vault open_vault(const uint8_t key[static VAULT_KEY_LEN])
{
    struct vault vault;
    vault_from_keys(key, campus, data, &vault);
    return vault;
}

static void opens_where_it_was_sealed_and_nowhere_else(void **state)
{
    (void)state;
    struct vault vault = open_vault(key_one), stranger = open_vault(key_two);
    uint8_t box[sizeof PLAIN - 1 + VAULT_OVERHEAD], out[64];
    size_t len = 0;
    const struct bytes sealed = BYTES(box, sizeof box);
    vault_seal(&vault, "person.document", &row, bytes_of_string(PLAIN), box);
    assert_int_equal(vault_open_box(&vault, "person.document", &row, sealed, out, sizeof out, &len), GH_OK);
    assert_string_equal((const char *)out, PLAIN);
    assert_int_equal(len, sizeof PLAIN - 1);
    assert_int_equal(vault_open_box(&vault, "person.name", &row, sealed, out, sizeof out, &len), GH_BAD_SIGNATURE);
    assert_int_equal(vault_open_box(&vault, "person.document", &other_row, sealed, out, sizeof out, &len),
                     GH_BAD_SIGNATURE);
    assert_int_equal(vault_open_box(&stranger, "person.document", &row, sealed, out, sizeof out, &len),
                     GH_BAD_SIGNATURE);
    assert_int_equal(vault_open_box(&vault, "person.document", &row, sealed, out, sizeof PLAIN - 1, &len), GH_TOO_LONG);
    for (size_t i = 0; i < VAULT_OVERHEAD; i++)
        assert_int_equal(vault_open_box(&vault, "person.document", &row, BYTES(box, i), out, sizeof out, &len),
                         GH_MALFORMED);
    vault_close(&vault);
    vault_close(&stranger);
}

static void no_altered_byte_goes_unnoticed(void **state)
{
    (void)state;
    struct vault vault = open_vault(key_one);
    uint8_t box[sizeof PLAIN - 1 + VAULT_OVERHEAD], out[64];
    size_t len;
    vault_seal(&vault, "person.document", &row, bytes_of_string(PLAIN), box);
    for (size_t i = 0; i < sizeof box; i++) {
        box[i] ^= 0x40;
        assert_int_not_equal(
            vault_open_box(&vault, "person.document", &row, BYTES(box, sizeof box), out, sizeof out, &len), GH_OK);
        box[i] ^= 0x40;
    }
    vault_close(&vault);
}

static void equal_values_are_sealed_differently(void **state)
{
    (void)state;
    struct vault vault = open_vault(key_one);
    uint8_t one[sizeof PLAIN - 1 + VAULT_OVERHEAD], two[sizeof one];
    vault_seal(&vault, "person.document", &row, bytes_of_string(PLAIN), one);
    vault_seal(&vault, "person.document", &row, bytes_of_string(PLAIN), two);
    assert_memory_not_equal(one, two, sizeof one);
    vault_close(&vault);
}

static void hashes_find_equal_values_of_one_purpose(void **state)
{
    (void)state;
    struct vault vault = open_vault(key_one), stranger = open_vault(key_two);
    uint8_t one[VAULT_HASH_LEN], two[VAULT_HASH_LEN];
    vault_hash(&vault, "mobile", bytes_of_string("13800138000"), one);
    vault_hash(&vault, "mobile", bytes_of_string("13800138000"), two);
    assert_memory_equal(one, two, sizeof one);
    vault_hash(&vault, "link", bytes_of_string("13800138000"), two);
    assert_memory_not_equal(one, two, sizeof one);
    vault_hash(&stranger, "mobile", bytes_of_string("13800138000"), two);
    assert_memory_not_equal(one, two, sizeof one);
    vault_close(&vault);
    vault_close(&stranger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_where_it_was_sealed_and_nowhere_else),
        cmocka_unit_test(no_altered_byte_goes_unnoticed),
        cmocka_unit_test(equal_values_are_sealed_differently),
        cmocka_unit_test(hashes_find_equal_values_of_one_purpose),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
