/* Loads the signing keys of a directory, chooses the key for a moment, and signs under a read lock. */
#include "issue/issuer.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keys/key_directory.h"
#include "os/file.h"
#include "os/key_file.h"

/* The content of the directory at one reading. */
struct loaded {
    struct keyset set;
    struct signing_key keys[KEYSET_KEYS_MAX];
    size_t count;
    uint8_t signed_set[KEYSET_BYTES_MAX];
    size_t signed_len;
};

struct issuer {
    char directory[OS_PATH_SIZE];
    pthread_rwlock_t lock;
    struct loaded loaded; /* under lock */
};

/* Returns the key with the latest not_before among those valid at a moment, or NULL. */
static const struct signing_key *choose(const struct loaded *l, tick at)
{
    const struct signing_key *best = NULL;
    tick since = 0;
    for (size_t i = 0; i < l->count; i++) {
        const struct keyset_key *listed = keyset_find(&l->set, l->keys[i].kid);
        if (listed && listed->not_before <= at && at <= listed->not_after && (!best || listed->not_before > since)) {
            best = &l->keys[i];
            since = listed->not_before;
        }
    }
    return best;
}

static enum gh_status load(const char *directory, tick now, struct loaded *out)
{
    char path[OS_PATH_SIZE];
    enum gh_status status = keys_read_set(directory, &out->set);
    if (!status)
        status = keys_read_signing(directory, out->keys, &out->count);
    if (!status)
        status = os_path_join(directory, KEYSET_FILE, path);
    if (!status)
        status = os_file_read(path, out->signed_set, sizeof out->signed_set, &out->signed_len);
    if (!status && !choose(out, now))
        status = GH_UNKNOWN_KEY;
    return status;
}

enum gh_status issuer_open(const char *directory, tick now, struct issuer **out)
{
    struct issuer *issuer = calloc(1, sizeof *issuer);
    if (!issuer)
        return GH_NO_MEMORY;
    enum gh_status status = strlen(directory) < sizeof issuer->directory ? GH_OK : GH_TOO_LONG;
    if (!status) {
        memcpy(issuer->directory, directory, strlen(directory) + 1);
        status = load(directory, now, &issuer->loaded);
    }
    if (!status && pthread_rwlock_init(&issuer->lock, NULL) != 0)
        status = GH_NO_MEMORY;
    if (status) {
        sodium_memzero(issuer, sizeof *issuer);
        free(issuer);
        return status;
    }
    *out = issuer;
    return GH_OK;
}

enum gh_status issuer_reload(struct issuer *issuer, tick now)
{
    struct loaded *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return GH_NO_MEMORY;
    enum gh_status status = load(issuer->directory, now, fresh);
    if (!status && pthread_rwlock_wrlock(&issuer->lock) != 0)
        status = GH_IO;
    if (!status) {
        if (fresh->set.epoch < issuer->loaded.set.epoch)
            status = GH_ROLLBACK;
        else
            issuer->loaded = *fresh;
        pthread_rwlock_unlock(&issuer->lock);
    }
    sodium_memzero(fresh, sizeof *fresh);
    free(fresh);
    return status;
}

void issuer_close(struct issuer *issuer)
{
    if (!issuer)
        return;
    pthread_rwlock_destroy(&issuer->lock);
    sodium_memzero(issuer, sizeof *issuer);
    free(issuer);
}

enum gh_status issuer_mint(struct issuer *issuer, const struct claims *claims, char text[static TOKEN_TEXT_MAX + 1])
{
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    const struct signing_key *key = choose(&issuer->loaded, claims->issued_at);
    enum gh_status status = key ? token_mint(claims, key->kid, key->secret_key, text) : GH_UNKNOWN_KEY;
    pthread_rwlock_unlock(&issuer->lock);
    return status;
}

enum gh_status issuer_keyset(struct issuer *issuer, struct writer *out, uint64_t *epoch)
{
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    writer_put(out, BYTES(issuer->loaded.signed_set, issuer->loaded.signed_len));
    *epoch = issuer->loaded.set.epoch;
    pthread_rwlock_unlock(&issuer->lock);
    return out->overflow ? GH_TOO_LONG : GH_OK;
}

enum gh_status issuer_sign_time(struct issuer *issuer, tick now, const uint8_t *nonce,
                                char text[static SERVER_TIME_TEXT_MAX])
{
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    const struct signing_key *key = choose(&issuer->loaded, now);
    enum gh_status status = key ? server_time_sign(now, nonce, key->kid, key->secret_key, text) : GH_UNKNOWN_KEY;
    pthread_rwlock_unlock(&issuer->lock);
    return status;
}

enum gh_status issuer_seal(struct issuer *issuer, const struct carried_claims *claims,
                           char text[static CARRIED_TEXT_MAX])
{
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    const struct signing_key *key = choose(&issuer->loaded, claims->at);
    enum gh_status status = key ? carried_sign(claims, key->kid, key->secret_key, text) : GH_UNKNOWN_KEY;
    pthread_rwlock_unlock(&issuer->lock);
    return status;
}

enum gh_status issuer_root_key(struct issuer *issuer, uint8_t out[static PUBLIC_KEY_LEN])
{
    char path[OS_PATH_SIZE];
    enum gh_status status = os_path_join(issuer->directory, "root.public", path);
    return status ? status : key_file_read(path, KEY_ROOT_PUBLIC, out, PUBLIC_KEY_LEN);
}
