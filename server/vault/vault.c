/* Derives the vault's keys, seals and opens columns, and hashes values. */
#include "vault/vault.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "os/clock.h"
#include "os/file.h"
#include "os/key_file.h"

#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES
#define CONTEXT "gh-vault"
#define COLUMN_MAX 48
#define NAME_SIZE 24

_Static_assert(VAULT_OVERHEAD == 1 + NONCE_LEN + TAG_LEN, "the layout in vault.h");
_Static_assert(VAULT_KEY_LEN == crypto_kdf_KEYBYTES, "the master key derives the others");

enum subkey { SUBKEY_SEAL = 1, SUBKEY_HASH, SUBKEY_BOX };

static void add_key(struct vault *vault, unsigned number, const uint8_t master[static VAULT_KEY_LEN])
{
    crypto_kdf_derive_from_key(vault->seal_keys[number - 1], VAULT_KEY_LEN, SUBKEY_SEAL, CONTEXT, master);
}

void vault_from_keys(const uint8_t master[static VAULT_KEY_LEN], const uint8_t campus[static CAMPUS_KEY_LEN],
                     const uint8_t data[static DATA_KEY_LEN], struct vault *out)
{
    memset(out->seal_keys, 0, sizeof out->seal_keys);
    out->known = out->current = 1;
    add_key(out, 1, master);
    crypto_kdf_derive_from_key(out->hash_key, sizeof out->hash_key, SUBKEY_HASH, CONTEXT, master);
    uint8_t seed[crypto_box_SEEDBYTES];
    crypto_kdf_derive_from_key(seed, sizeof seed, SUBKEY_BOX, CONTEXT, master);
    /* libsodium always returns 0 here. */
    (void)crypto_box_seed_keypair(out->sealing_public, out->sealing_secret, seed);
    sodium_memzero(seed, sizeof seed);
    memcpy(out->campus_key, campus, CAMPUS_KEY_LEN);
    memcpy(out->data_key, data, DATA_KEY_LEN);
}

static enum gh_status read_or_make(const char *directory, const char *name, const char *word, bool create, uint8_t *key,
                                   size_t len)
{
    char path[OS_PATH_SIZE];
    enum gh_status status = os_path_join(directory, name, path);
    if (!status)
        status = key_file_read(path, word, key, len);
    if (status != GH_NOT_FOUND || !create)
        return status;
    randombytes_buf(key, len);
    status = key_file_write(path, word, key, len, true);
    /* Another server that starts at this moment was first. */
    return status == GH_CONFLICT ? key_file_read(path, word, key, len) : status;
}

/* Reads key `number` from its file. *settled: the file is old enough to seal with it. */
static enum gh_status read_next(const char *directory, unsigned number, uint8_t master[static VAULT_KEY_LEN],
                                bool *settled)
{
    char name[NAME_SIZE], path[OS_PATH_SIZE];
    struct stat file;
    (void)snprintf(name, sizeof name, "vault-%u.key", number);
    enum gh_status status = os_path_join(directory, name, path);
    if (!status)
        status = key_file_read(path, KEY_VAULT, master, VAULT_KEY_LEN);
    if (!status && stat(path, &file) != 0)
        status = GH_NOT_FOUND;
    if (!status)
        *settled = os_wall() - tick_from_seconds(file.st_mtim.tv_sec) >= VAULT_KEY_SETTLES;
    return status;
}

uint8_t vault_key_number(const struct vault *vault)
{
    return (uint8_t)__atomic_load_n(&vault->current, __ATOMIC_ACQUIRE);
}

static bool is_known(const struct vault *vault, unsigned number)
{
    return number > 0 && number <= VAULT_KEYS_MAX &&
           (__atomic_load_n(&vault->known, __ATOMIC_ACQUIRE) & (1U << (number - 1)));
}

bool vault_refresh(struct vault *vault, const char *directory)
{
    uint8_t master[VAULT_KEY_LEN];
    const unsigned before = vault_key_number(vault);
    unsigned current = before;
    for (unsigned number = 2; number <= VAULT_KEYS_MAX; number++) {
        bool settled = false;
        if (read_next(directory, number, master, &settled))
            continue;
        /* Others look at a key only once its bit is set. */
        if (!is_known(vault, number)) {
            add_key(vault, number, master);
            __atomic_fetch_or(&vault->known, 1U << (number - 1), __ATOMIC_RELEASE);
        }
        if (settled && number > current)
            current = number;
    }
    sodium_memzero(master, sizeof master);
    __atomic_store_n(&vault->current, current, __ATOMIC_RELEASE);
    return current != before;
}

enum gh_status vault_open(const char *directory, bool create, struct vault *out)
{
    uint8_t master[VAULT_KEY_LEN], campus[CAMPUS_KEY_LEN], data[DATA_KEY_LEN];
    enum gh_status status = create ? os_folder_make(directory, 0700) : GH_OK;
    if (!status)
        status = read_or_make(directory, "vault.key", KEY_VAULT, create, master, sizeof master);
    if (!status)
        status = read_or_make(directory, "campus.key", KEY_CAMPUS, create, campus, sizeof campus);
    if (!status)
        status = read_or_make(directory, "data.key", KEY_DATA, create, data, sizeof data);
    if (!status)
        vault_from_keys(master, campus, data, out);
    if (!status)
        (void)vault_refresh(out, directory);
    sodium_memzero(master, sizeof master);
    sodium_memzero(campus, sizeof campus);
    sodium_memzero(data, sizeof data);
    return status;
}

void vault_close(struct vault *vault)
{
    sodium_memzero(vault, sizeof *vault);
}

struct additional {
    uint8_t bytes[COLUMN_MAX + UUID_LEN];
    size_t len;
};

static struct additional additional_of(const char *column, const struct uuid *row)
{
    struct additional a = {.len = strlen(column)};
    if (a.len > COLUMN_MAX)
        a.len = COLUMN_MAX;
    memcpy(a.bytes, column, a.len);
    memcpy(a.bytes + a.len, row->b, UUID_LEN);
    a.len += UUID_LEN;
    return a;
}

void vault_seal(const struct vault *vault, const char *column, const struct uuid *row, struct bytes plain, uint8_t *out)
{
    struct additional a = additional_of(column, row);
    out[0] = vault_key_number(vault);
    randombytes_buf(out + 1, NONCE_LEN);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE_LEN, NULL, plain.data, plain.len, a.bytes, a.len, NULL,
                                               out + 1, vault->seal_keys[out[0] - 1]);
}

enum gh_status vault_open_box(const struct vault *vault, const char *column, const struct uuid *row, struct bytes box,
                              uint8_t *out, size_t cap, size_t *len)
{
    if (box.len < VAULT_OVERHEAD)
        return GH_MALFORMED;
    if (!is_known(vault, box.data[0]))
        return GH_UNKNOWN_KEY;
    size_t plain_len = box.len - VAULT_OVERHEAD;
    if (plain_len >= cap)
        return GH_TOO_LONG;
    struct additional a = additional_of(column, row);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, box.data + 1 + NONCE_LEN, box.len - 1 - NONCE_LEN,
                                                   a.bytes, a.len, box.data + 1,
                                                   vault->seal_keys[box.data[0] - 1]) != 0)
        return GH_BAD_SIGNATURE;
    out[plain_len] = 0;
    *len = plain_len;
    return GH_OK;
}

void vault_hash(const struct vault *vault, const char *purpose, struct bytes value, uint8_t out[static VAULT_HASH_LEN])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, vault->hash_key, sizeof vault->hash_key, VAULT_HASH_LEN);
    crypto_generichash_update(&state, (const uint8_t *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, value.data, value.len);
    crypto_generichash_final(&state, out, VAULT_HASH_LEN);
    sodium_memzero(&state, sizeof state);
}
