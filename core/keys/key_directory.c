/* Keys in files: the root, the signing keys and the set that the root signs. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys/key_directory.h"
#include "os/file.h"
#include "os/key_file.h"
#include "token/cose.h"

#define SECRET_SEED_LEN 32

enum gh_status keys_make_root(const char *directory)
{
    char path[OS_PATH_SIZE];
    uint8_t public_key[PUBLIC_KEY_LEN], secret_key[SECRET_KEY_LEN];
    enum gh_status status = os_folder_make(directory, 0700);
    if (status || (status = os_path_join(directory, "root.secret", path)))
        return status;
    if (crypto_sign_keypair(public_key, secret_key) != 0)
        return GH_IO;
    /* libsodium's secret key begins with its seed; the file keeps the seed. */
    status = key_file_write(path, KEY_ROOT_SECRET, secret_key, SECRET_SEED_LEN, true);
    if (!status && !(status = os_path_join(directory, "root.public", path)))
        status = key_file_write(path, KEY_ROOT_PUBLIC, public_key, sizeof public_key, false);
    sodium_memzero(secret_key, sizeof secret_key);
    return status;
}

static enum gh_status signing_path(const char *directory, const uint8_t kid[static KID_LEN],
                                   char path[static OS_PATH_SIZE])
{
    char digits[2 * KID_LEN + 1], name[64];
    hex_encode(BYTES(kid, KID_LEN), digits);
    int n = snprintf(name, sizeof name, SIGNING_PREFIX "%s.secret", digits);
    return n > 0 && (size_t)n < sizeof name ? os_path_join(directory, name, path) : GH_TOO_LONG;
}

enum gh_status keys_make_signing(const char *directory, struct signing_key *out)
{
    char path[OS_PATH_SIZE];
    struct signing_key key;
    enum gh_status status = os_folder_make(directory, 0700);
    if (status)
        return status;
    if (crypto_sign_keypair(key.public_key, key.secret_key) != 0)
        return GH_IO;
    kid_of_public_key(key.public_key, key.kid);
    status = signing_path(directory, key.kid, path);
    if (!status)
        status = key_file_write(path, KEY_SIGNING_SECRET, key.secret_key, SECRET_SEED_LEN, true);
    if (!status)
        *out = key;
    sodium_memzero(&key, sizeof key);
    return status;
}

static enum gh_status read_signing(const char *directory, const char *name, struct signing_key *out)
{
    char path[OS_PATH_SIZE];
    uint8_t seed[SECRET_SEED_LEN];
    enum gh_status status = os_path_join(directory, name, path);
    if (status || (status = key_file_read(path, KEY_SIGNING_SECRET, seed, sizeof seed)))
        return status;
    if (crypto_sign_seed_keypair(out->public_key, out->secret_key, seed) != 0)
        status = GH_IO;
    kid_of_public_key(out->public_key, out->kid);
    sodium_memzero(seed, sizeof seed);
    return status;
}

static int by_kid(const void *a, const void *b)
{
    return memcmp(((const struct signing_key *)a)->kid, ((const struct signing_key *)b)->kid, KID_LEN);
}

enum gh_status keys_read_signing(const char *directory, struct signing_key *out, size_t *count)
{
    DIR *folder = opendir(directory);
    size_t n = 0;
    enum gh_status status = folder ? GH_OK : os_status_of_errno(errno);
    for (struct dirent *entry; !status && folder && (entry = readdir(folder));) {
        size_t len = strlen(entry->d_name);
        if (strncmp(entry->d_name, SIGNING_PREFIX, strlen(SIGNING_PREFIX)) != 0 || len < 7 ||
            strcmp(entry->d_name + len - 7, ".secret") != 0)
            continue;
        status = n < KEYSET_KEYS_MAX ? read_signing(directory, entry->d_name, &out[n]) : GH_TOO_LONG;
        n++;
    }
    if (folder)
        (void)closedir(folder);
    if (status)
        return status;
    qsort(out, n, sizeof *out, by_kid);
    *count = n;
    return GH_OK;
}

static enum gh_status sealing_path(const char *directory, unsigned number, char path[static OS_PATH_SIZE])
{
    char name[32];
    (void)snprintf(name, sizeof name, SEALING_PREFIX "%u.secret", number);
    return os_path_join(directory, name, path);
}

static enum gh_status complete_sealing(struct sealing_key *key)
{
    if (crypto_scalarmult_base(key->public_key, key->secret_key) != 0)
        return GH_IO;
    kid_of_public_key(key->public_key, key->kid);
    return GH_OK;
}

static bool sealing_number(const char *name, unsigned *out)
{
    int len = 0;
    return sscanf(name, SEALING_PREFIX "%6u.secret%n", out, &len) == 1 && len > 0 && name[len] == '\0';
}

/* Finds the highest number of a sealing key below a bound; 0 for none. */
static enum gh_status sealing_below(const char *directory, unsigned bound, unsigned *out)
{
    DIR *folder = opendir(directory);
    unsigned number, best = 0;
    if (!folder)
        return os_status_of_errno(errno);
    for (struct dirent *entry; (entry = readdir(folder));)
        if (sealing_number(entry->d_name, &number) && number < bound && number > best)
            best = number;
    (void)closedir(folder);
    *out = best;
    return GH_OK;
}

enum gh_status keys_read_sealing(const char *directory, struct sealing_key *out, size_t *count)
{
    char path[OS_PATH_SIZE];
    size_t n = 0;
    unsigned number = UINT_MAX;
    enum gh_status status = sealing_below(directory, number, &number);
    while (!status && number > 0 && n < SEALING_KEYS_MAX) {
        status = sealing_path(directory, number, path);
        if (!status)
            status = key_file_read(path, KEY_SEALING_SECRET, out[n].secret_key, SEALING_SECRET_LEN);
        if (!status)
            status = complete_sealing(&out[n++]);
        if (!status)
            status = sealing_below(directory, number, &number);
    }
    if (!status)
        *count = n;
    return status;
}

enum gh_status keys_make_sealing(const char *directory, struct sealing_key *out)
{
    char path[OS_PATH_SIZE];
    struct sealing_key key;
    unsigned newest = 0;
    enum gh_status status = os_folder_make(directory, 0700);
    if (!status)
        status = sealing_below(directory, UINT_MAX, &newest);
    if (!status)
        status = sealing_path(directory, newest + 1, path);
    randombytes_buf(key.secret_key, sizeof key.secret_key);
    if (!status)
        status = complete_sealing(&key);
    if (!status)
        status = key_file_write(path, KEY_SEALING_SECRET, key.secret_key, SEALING_SECRET_LEN, true);
    if (!status)
        *out = key;
    sodium_memzero(&key, sizeof key);
    return status;
}

enum gh_status keys_read_set(const char *directory, struct keyset *out)
{
    char path[OS_PATH_SIZE];
    uint8_t root[PUBLIC_KEY_LEN], signed_set[KEYSET_BYTES_MAX];
    size_t len;
    enum gh_status status = os_path_join(directory, "root.public", path);
    if (status || (status = key_file_read(path, KEY_ROOT_PUBLIC, root, sizeof root)) ||
        (status = os_path_join(directory, KEYSET_FILE, path)) ||
        (status = os_file_read(path, signed_set, sizeof signed_set, &len)))
        return status;
    return keyset_verify(BYTES(signed_set, len), root, 0, out);
}

static enum gh_status sign_set(const char *directory, const struct keyset *set)
{
    char path[OS_PATH_SIZE];
    uint8_t seed[SECRET_SEED_LEN], root_public[PUBLIC_KEY_LEN], root_secret[SECRET_KEY_LEN], out[KEYSET_BYTES_MAX];
    struct writer w = writer_over(out, sizeof out);
    enum gh_status status = os_path_join(directory, "root.secret", path);
    if (status || (status = key_file_read(path, KEY_ROOT_SECRET, seed, sizeof seed)))
        return status;
    if (crypto_sign_seed_keypair(root_public, root_secret, seed) != 0)
        status = GH_IO;
    if (!status)
        status = keyset_sign(set, root_secret, &w);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(root_secret, sizeof root_secret);
    if (status || (status = os_path_join(directory, KEYSET_FILE, path)))
        return status;
    return os_file_write(path, writer_bytes(&w), 0644);
}

/* Chooses the sealing key of the next set. A folder without its secret keeps the one that is listed. */
static enum gh_status choose_sealing(const char *directory, const struct keyset *before, struct keyset *set)
{
    struct sealing_key keys[SEALING_KEYS_MAX];
    size_t count = 0;
    enum gh_status status = keys_read_sealing(directory, keys, &count);
    set->has_sealing = true;
    if (!status && count == 0 && before->has_sealing) {
        memcpy(set->sealing.kid, before->sealing.kid, KID_LEN);
        memcpy(set->sealing.public_key, before->sealing.public_key, PUBLIC_KEY_LEN);
        return GH_OK;
    }
    if (!status && count == 0)
        status = keys_make_sealing(directory, &keys[0]);
    if (!status) {
        memcpy(set->sealing.kid, keys[0].kid, KID_LEN);
        memcpy(set->sealing.public_key, keys[0].public_key, PUBLIC_KEY_LEN);
    }
    sodium_memzero(keys, sizeof keys);
    return status;
}

static void list_key(struct keyset *set, const struct signing_key *key, tick from, tick until)
{
    struct keyset_key *listed = &set->keys[set->count++];
    memcpy(listed->kid, key->kid, KID_LEN);
    memcpy(listed->public_key, key->public_key, PUBLIC_KEY_LEN);
    listed->not_before = from;
    listed->not_after = until;
}

/* The keys of the earlier set first, in its order: of two keys of the same second the later one is the newer. They keep
 * their not_before, since tokens that they signed must stay valid. */
static void list_keys(struct keyset *set, const struct keyset *before, const struct signing_key *keys, size_t count,
                      tick from, tick until)
{
    for (size_t b = 0; b < before->count; b++)
        for (size_t i = 0; i < count; i++)
            if (memcmp(before->keys[b].kid, keys[i].kid, KID_LEN) == 0)
                list_key(set, &keys[i], before->keys[b].not_before, until);
    for (size_t i = 0; i < count; i++)
        if (!keyset_find(before, keys[i].kid))
            list_key(set, &keys[i], from, until);
}

enum gh_status keys_make_set(const char *directory, tick now, tick from, tick until, struct keyset *out)
{
    struct signing_key keys[KEYSET_KEYS_MAX];
    struct keyset before = {0}, set = {.issued_at = tick_from_seconds(tick_to_seconds(now))};
    size_t count = 0;
    enum gh_status status = keys_read_set(directory, &before);
    if (status && status != GH_NOT_FOUND)
        return status;
    status = keys_read_signing(directory, keys, &count);
    set.epoch = before.epoch + 1;
    if (!status)
        list_keys(&set, &before, keys, count, from, until);
    sodium_memzero(keys, sizeof keys);
    if (!status && count == 0)
        status = GH_NOT_FOUND;
    if (!status)
        status = choose_sealing(directory, &before, &set);
    set.sealing.not_before = from;
    set.sealing.not_after = until;
    if (!status)
        status = sign_set(directory, &set);
    if (!status)
        *out = set;
    return status;
}
