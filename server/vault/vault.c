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

enum subkey { SUBKEY_SEAL = 1, SUBKEY_HASH, SUBKEY_BOX, SUBKEY_BOOTH };

static void add_key(struct vault_ring *ring, unsigned number, const uint8_t master[static VAULT_KEY_LEN])
{
    crypto_kdf_derive_from_key(ring->keys[number - 1], VAULT_KEY_LEN, SUBKEY_SEAL, CONTEXT, master);
}

void vault_from_keys(const uint8_t master[static VAULT_KEY_LEN], const uint8_t campus[static CAMPUS_KEY_LEN],
                     const uint8_t data[static DATA_KEY_LEN], struct vault *out)
{
    *out = (struct vault){
        .seals = {.known = 1, .newest = 1},
        .shared = {[VAULT_DATA] = {.known = 1, .newest = 1}, [VAULT_CAMPUS] = {.known = 1, .newest = 1}}};
    add_key(&out->seals, 1, master);
    crypto_kdf_derive_from_key(out->hash_key, sizeof out->hash_key, SUBKEY_HASH, CONTEXT, master);
    crypto_kdf_derive_from_key(out->booth_key, sizeof out->booth_key, SUBKEY_BOOTH, CONTEXT, master);
    uint8_t seed[crypto_box_SEEDBYTES];
    crypto_kdf_derive_from_key(seed, sizeof seed, SUBKEY_BOX, CONTEXT, master);
    /* libsodium always returns 0 here. */
    (void)crypto_box_seed_keypair(out->sealing_public, out->sealing_secret, seed);
    sodium_memzero(seed, sizeof seed);
    memcpy(out->campus_key, campus, CAMPUS_KEY_LEN);
    memcpy(out->shared[VAULT_CAMPUS].keys[0], campus, CAMPUS_KEY_LEN);
    memcpy(out->shared[VAULT_DATA].keys[0], data, DATA_KEY_LEN);
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

static const struct kind {
    const char *name, *word; /* of its files, and in them */
} kinds[VAULT_SHARED_KINDS] = {[VAULT_DATA] = {"data", KEY_DATA}, [VAULT_CAMPUS] = {"campus", KEY_CAMPUS}};

/* Reads key `number` from its file. *settled: the file is old enough to use it. */
static enum gh_status read_next(const char *directory, const struct kind *kind, unsigned number,
                                uint8_t key[static VAULT_KEY_LEN], bool *settled)
{
    char name[NAME_SIZE], path[OS_PATH_SIZE];
    struct stat file;
    (void)snprintf(name, sizeof name, "%s-%u.key", kind->name, number);
    enum gh_status status = os_path_join(directory, name, path);
    if (!status)
        status = key_file_read(path, kind->word, key, VAULT_KEY_LEN);
    if (!status && stat(path, &file) != 0)
        status = GH_NOT_FOUND;
    if (!status)
        *settled = os_wall() - tick_from_seconds(file.st_mtim.tv_sec) >= VAULT_KEY_SETTLES;
    return status;
}

static unsigned newest_of(const struct vault_ring *ring)
{
    return __atomic_load_n(&ring->newest, __ATOMIC_ACQUIRE);
}

uint8_t vault_key_number(const struct vault *vault)
{
    return (uint8_t)newest_of(&vault->seals);
}

static bool is_known(const struct vault_ring *ring, unsigned number)
{
    return number > 0 && number <= VAULT_KEYS_MAX &&
           (__atomic_load_n(&ring->known, __ATOMIC_ACQUIRE) & (1U << (number - 1)));
}

const uint8_t *vault_shared_key(const struct vault *vault, enum vault_kind kind, unsigned number)
{
    return is_known(&vault->shared[kind], number) ? vault->shared[kind].keys[number - 1] : NULL;
}

bool vault_booth_key(const struct vault *vault, unsigned number, const struct uuid *booth,
                     uint8_t out[static DATA_KEY_LEN])
{
    static const char label[] = "gatehouse booth data key 1";
    const uint8_t *data = vault_shared_key(vault, VAULT_DATA, number);
    crypto_generichash_state state;
    if (!data)
        return false;
    crypto_generichash_init(&state, vault->booth_key, sizeof vault->booth_key, DATA_KEY_LEN);
    crypto_generichash_update(&state, (const uint8_t *)label, sizeof label);
    crypto_generichash_update(&state, data, DATA_KEY_LEN);
    crypto_generichash_update(&state, booth->b, UUID_LEN);
    crypto_generichash_final(&state, out, DATA_KEY_LEN);
    sodium_memzero(&state, sizeof state);
    return true;
}

unsigned vault_shared_newest(const struct vault *vault, enum vault_kind kind)
{
    return newest_of(&vault->shared[kind]);
}

/* Reads the keys of a kind that came since. derived: the ring holds subkeys of what the files hold. */
static void refresh(struct vault_ring *ring, const char *directory, const struct kind *kind, bool derived)
{
    uint8_t key[VAULT_KEY_LEN];
    unsigned newest = newest_of(ring);
    for (unsigned number = 2; number <= VAULT_KEYS_MAX; number++) {
        bool settled = false;
        if (read_next(directory, kind, number, key, &settled))
            continue;
        /* Others look at a key only once its bit is set. */
        if (!is_known(ring, number)) {
            if (derived)
                add_key(ring, number, key);
            else
                memcpy(ring->keys[number - 1], key, sizeof key);
            __atomic_fetch_or(&ring->known, 1U << (number - 1), __ATOMIC_RELEASE);
        }
        if (settled && number > newest)
            newest = number;
    }
    sodium_memzero(key, sizeof key);
    __atomic_store_n(&ring->newest, newest, __ATOMIC_RELEASE);
}

bool vault_refresh(struct vault *vault, const char *directory)
{
    static const struct kind seals = {"vault", KEY_VAULT};
    const unsigned before = vault_key_number(vault);
    refresh(&vault->seals, directory, &seals, true);
    for (int kind = 0; kind < VAULT_SHARED_KINDS; kind++)
        refresh(&vault->shared[kind], directory, &kinds[kind], false);
    return vault_key_number(vault) != before;
}

/* Reads the data keys, and makes the vault of them all. The first data key may be deleted once a newer one is in use.
 */
static enum gh_status add_data_keys(const char *directory, bool create, const uint8_t master[static VAULT_KEY_LEN],
                                    const uint8_t campus[static CAMPUS_KEY_LEN], struct vault *out)
{
    uint8_t data[DATA_KEY_LEN] = {0};
    enum gh_status status = read_or_make(directory, "data.key", KEY_DATA, create, data, sizeof data);
    const bool deleted = status == GH_NOT_FOUND;
    if (status && !deleted)
        return status;
    vault_from_keys(master, campus, data, out);
    if (deleted)
        out->shared[VAULT_DATA].known = out->shared[VAULT_DATA].newest = 0;
    (void)vault_refresh(out, directory);
    sodium_memzero(data, sizeof data);
    return out->shared[VAULT_DATA].known ? GH_OK : GH_NOT_FOUND;
}

enum gh_status vault_open(const char *directory, bool create, struct vault *out)
{
    uint8_t master[VAULT_KEY_LEN], campus[CAMPUS_KEY_LEN];
    enum gh_status status = create ? os_folder_make(directory, 0700) : GH_OK;
    if (!status)
        status = read_or_make(directory, "vault.key", KEY_VAULT, create, master, sizeof master);
    if (!status)
        status = read_or_make(directory, "campus.key", KEY_CAMPUS, create, campus, sizeof campus);
    if (!status)
        status = add_data_keys(directory, create, master, campus, out);
    sodium_memzero(master, sizeof master);
    sodium_memzero(campus, sizeof campus);
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
                                               out + 1, vault->seals.keys[out[0] - 1]);
}

enum gh_status vault_open_box(const struct vault *vault, const char *column, const struct uuid *row, struct bytes box,
                              uint8_t *out, size_t cap, size_t *len)
{
    if (box.len < VAULT_OVERHEAD)
        return GH_MALFORMED;
    if (!is_known(&vault->seals, box.data[0]))
        return GH_UNKNOWN_KEY;
    size_t plain_len = box.len - VAULT_OVERHEAD;
    if (plain_len >= cap)
        return GH_TOO_LONG;
    struct additional a = additional_of(column, row);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, box.data + 1 + NONCE_LEN, box.len - 1 - NONCE_LEN,
                                                   a.bytes, a.len, box.data + 1,
                                                   vault->seals.keys[box.data[0] - 1]) != 0)
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
