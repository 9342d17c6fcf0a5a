/* What is sealed opens with the same key, column and row, and with nothing else. */
#include "support/test.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"
#include "os/key_file.h"
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

static void each_booth_has_a_data_key_of_its_own(void **state)
{
    (void)state;
    struct vault vault = open_vault(key_one), stranger = open_vault(key_two);
    uint8_t one[DATA_KEY_LEN], again[DATA_KEY_LEN], other[DATA_KEY_LEN];
    assert_true(vault_booth_key(&vault, 1, &row, one) && vault_booth_key(&vault, 1, &row, again));
    assert_memory_equal(one, again, sizeof one);
    assert_memory_not_equal(one, data, sizeof one);
    assert_true(vault_booth_key(&vault, 1, &other_row, other));
    assert_memory_not_equal(one, other, sizeof one);
    /* Booths of before held the data key: it makes nothing without the vault's. */
    assert_true(vault_booth_key(&stranger, 1, &row, other));
    assert_memory_not_equal(one, other, sizeof one);
    assert_false(vault_booth_key(&vault, 2, &row, other));
    vault_close(&vault);
    vault_close(&stranger);
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

/* Writes a key of the vault that is `age` seconds old. */
static void write_key(const char *folder, const char *name, const char *word, uint8_t first, time_t age)
{
    char path[OS_PATH_SIZE];
    const uint8_t key[VAULT_KEY_LEN] = {first};
    assert_int_equal(os_path_join(folder, name, path), GH_OK);
    assert_int_equal(key_file_write(path, word, key, sizeof key, true), GH_OK);
    const struct timespec then = {.tv_sec = tick_to_seconds(os_wall()) - age};
    assert_int_equal(utimensat(AT_FDCWD, path, (const struct timespec[]){then, then}, 0), 0);
}

static void a_new_key_seals_once_it_has_settled_and_old_boxes_still_open(void **state)
{
    (void)state;
    char folder[] = "/tmp/gatehouse-vault-XXXXXX", command[64];
    uint8_t old[1 + VAULT_OVERHEAD], fresh[1 + VAULT_OVERHEAD], hash[VAULT_HASH_LEN], again[VAULT_HASH_LEN], out[8];
    size_t len = 0;
    struct vault vault, unaware;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(vault_open(folder, true, &vault), GH_OK);
    assert_int_equal(vault_open(folder, true, &unaware), GH_OK);
    vault_seal(&vault, "person.name", &row, bytes_of_string("a"), old);
    vault_hash(&vault, "link", bytes_of_string("x"), hash);

    write_key(folder, "vault-2.key", KEY_VAULT, 2, 0);
    assert_false(vault_refresh(&vault, folder));
    assert_int_equal(vault_key_number(&vault), 1);
    write_key(folder, "vault-4.key", KEY_VAULT, 4, 61); /* 3 was destroyed */
    assert_true(vault_refresh(&vault, folder));
    assert_false(vault_refresh(&vault, folder));
    assert_int_equal(vault_key_number(&vault), 4);
    vault_seal(&vault, "person.name", &row, bytes_of_string("b"), fresh);
    assert_int_equal(fresh[0], 4);

    const struct bytes old_box = BYTES(old, sizeof old), fresh_box = BYTES(fresh, sizeof fresh);
    assert_int_equal(vault_open_box(&vault, "person.name", &row, old_box, out, sizeof out, &len), GH_OK);
    assert_int_equal(vault_open_box(&vault, "person.name", &row, fresh_box, out, sizeof out, &len), GH_OK);
    assert_int_equal(vault_open_box(&unaware, "person.name", &row, fresh_box, out, sizeof out, &len), GH_UNKNOWN_KEY);
    fresh[0] = 3;
    assert_int_equal(vault_open_box(&vault, "person.name", &row, fresh_box, out, sizeof out, &len), GH_UNKNOWN_KEY);
    vault_hash(&vault, "link", bytes_of_string("x"), again);
    assert_memory_equal(hash, again, sizeof hash);
    vault_close(&vault);
    vault_close(&unaware);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_where_it_was_sealed_and_nowhere_else),
        cmocka_unit_test(no_altered_byte_goes_unnoticed),
        cmocka_unit_test(equal_values_are_sealed_differently),
        cmocka_unit_test(each_booth_has_a_data_key_of_its_own),
        cmocka_unit_test(hashes_find_equal_values_of_one_purpose),
        cmocka_unit_test(a_new_key_seals_once_it_has_settled_and_old_boxes_still_open),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
