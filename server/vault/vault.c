/* Derives the vault's keys, seals and opens columns, and hashes values. */
#include "vault/vault.h"

#include <sodium.h>
#include <string.h>

#include "os/file.h"
#include "os/key_file.h"

#define KEY_NUMBER 1
#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES
#define CONTEXT "gh-vault"
#define COLUMN_MAX 48

_Static_assert(VAULT_OVERHEAD == 1 + NONCE_LEN + TAG_LEN, "the layout in vault.h");
_Static_assert(VAULT_KEY_LEN == crypto_kdf_KEYBYTES, "the master key derives the others");

enum subkey { SUBKEY_SEAL = 1, SUBKEY_HASH, SUBKEY_BOX };

void vault_from_keys(const uint8_t master[static VAULT_KEY_LEN], const uint8_t campus[static CAMPUS_KEY_LEN],
                     const uint8_t data[static DATA_KEY_LEN], struct vault *out)
{
    crypto_kdf_derive_from_key(out->seal_key, sizeof out->seal_key, SUBKEY_SEAL, CONTEXT, master);
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
    out[0] = KEY_NUMBER;
    randombytes_buf(out + 1, NONCE_LEN);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE_LEN, NULL, plain.data, plain.len, a.bytes, a.len, NULL,
                                               out + 1, vault->seal_key);
}

enum gh_status vault_open_box(const struct vault *vault, const char *column, const struct uuid *row, struct bytes box,
                              uint8_t *out, size_t cap, size_t *len)
{
    if (box.len < VAULT_OVERHEAD)
        return GH_MALFORMED;
    if (box.data[0] != KEY_NUMBER)
        return GH_UNKNOWN_KEY;
    size_t plain_len = box.len - VAULT_OVERHEAD;
    if (plain_len >= cap)
        return GH_TOO_LONG;
    struct additional a = additional_of(column, row);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, box.data + 1 + NONCE_LEN, box.len - 1 - NONCE_LEN,
                                                   a.bytes, a.len, box.data + 1, vault->seal_key) != 0)
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
