/* Loads the signing keys of a directory, chooses the key for a moment, and signs under a read lock. */
#include "issue/issuer.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "os/clock.h"
#include "os/file.h"
#include "os/key_file.h"

/* The content of the directory at one reading. */
struct loaded {
    struct keyset set;
    struct signing_key keys[KEYSET_KEYS_MAX];
    size_t count;
    struct sealing_key sealing[SEALING_KEYS_MAX];
    size_t sealing_count;
    uint8_t signed_set[KEYSET_BYTES_MAX];
    size_t signed_len;
};

/* What changes when somebody copies keys into the directory. The key set is copied last. */
struct stamp {
    int64_t folder_ns, set_ns, set_size;
    uint64_t set_inode;
};

struct issuer {
    char directory[OS_PATH_SIZE], set_path[OS_PATH_SIZE];
    struct os_log log;
    bool has_log;
    pthread_rwlock_t lock;
    /* Under lock. */
    struct loaded loaded;
    struct stamp stamp;   /* of the directory before it was read last */
    uint64_t known_epoch; /* the highest that is in use anywhere */
    enum gh_status fault; /* of the last reading */
    int64_t again_ns;     /* boot time of the next try after a fault */
};

/* Returns the key with the latest not_before among those valid at a moment, or NULL. Of two that were made in the same
 * second, the one that the set lists later. */
static const struct signing_key *choose(const struct loaded *l, tick at)
{
    const struct signing_key *best = NULL;
    const struct keyset_key *newest = NULL;
    for (size_t i = 0; i < l->count; i++) {
        const struct keyset_key *listed = keyset_find(&l->set, l->keys[i].kid);
        if (!listed || at < listed->not_before || at > listed->not_after)
            continue;
        if (!newest || listed->not_before > newest->not_before ||
            (listed->not_before == newest->not_before && listed > newest)) {
            best = &l->keys[i];
            newest = listed;
        }
    }
    return best;
}

/* Booths must not seal to a key that nobody here can open. */
static bool can_open_boxes(const struct loaded *l)
{
    for (size_t i = 0; i < l->sealing_count; i++)
        if (memcmp(l->sealing[i].public_key, l->set.sealing.public_key, PUBLIC_KEY_LEN) == 0)
            return true;
    return !l->set.has_sealing;
}

static enum gh_status load(const char *directory, tick now, struct loaded *out)
{
    char path[OS_PATH_SIZE];
    enum gh_status status = keys_read_set(directory, &out->set);
    if (!status)
        status = keys_read_signing(directory, out->keys, &out->count);
    if (!status)
        status = keys_read_sealing(directory, out->sealing, &out->sealing_count);
    if (!status)
        status = os_path_join(directory, KEYSET_FILE, path);
    if (!status)
        status = os_file_read(path, out->signed_set, sizeof out->signed_set, &out->signed_len);
    if (!status && (!choose(out, now) || !can_open_boxes(out)))
        status = GH_UNKNOWN_KEY;
    return status;
}

static int64_t changed_ns(const struct stat *file)
{
    return file->st_mtim.tv_sec * OS_SECOND_NS + file->st_mtim.tv_nsec;
}

static struct stamp look(const struct issuer *issuer)
{
    struct stat folder, set;
    struct stamp stamp = {0};
    if (stat(issuer->directory, &folder) == 0)
        stamp.folder_ns = changed_ns(&folder);
    if (stat(issuer->set_path, &set) == 0) {
        stamp.set_ns = changed_ns(&set);
        stamp.set_size = set.st_size;
        stamp.set_inode = set.st_ino;
    }
    return stamp;
}

static bool is_same(const struct stamp *a, const struct stamp *b)
{
    return a->folder_ns == b->folder_ns && a->set_ns == b->set_ns && a->set_size == b->set_size &&
           a->set_inode == b->set_inode;
}

enum gh_status issuer_open(const char *directory, tick now, struct issuer **out)
{
    struct issuer *issuer = calloc(1, sizeof *issuer);
    if (!issuer)
        return GH_NO_MEMORY;
    enum gh_status status = strlen(directory) < sizeof issuer->directory ? GH_OK : GH_TOO_LONG;
    if (!status)
        status = os_path_join(directory, KEYSET_FILE, issuer->set_path);
    if (!status) {
        memcpy(issuer->directory, directory, strlen(directory) + 1);
        issuer->stamp = look(issuer);
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

void issuer_set_log(struct issuer *issuer, const struct os_log *log)
{
    issuer->log = *log;
    issuer->has_log = true;
}

/* Keeps what was read, or notes why it can't be used. Call with the lock held for writing. *news: something to log. */
static enum gh_status keep(struct issuer *issuer, const struct loaded *fresh, const struct stamp *stamp,
                           enum gh_status status, bool *news)
{
    if (!status && fresh->set.epoch < issuer->loaded.set.epoch)
        status = GH_ROLLBACK;
    *news = status ? status != issuer->fault : true;
    if (!status)
        issuer->loaded = *fresh;
    issuer->stamp = *stamp;
    issuer->fault = status;
    issuer->again_ns = os_mono_ns() + OS_SECOND_NS;
    return status;
}

/* always: logs a fault that was logged before, too. */
static enum gh_status reload(struct issuer *issuer, tick now, bool always)
{
    const struct stamp stamp = look(issuer);
    bool news = false;
    struct loaded *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return GH_NO_MEMORY;
    enum gh_status status = load(issuer->directory, now, fresh);
    if (pthread_rwlock_wrlock(&issuer->lock) == 0) {
        status = keep(issuer, fresh, &stamp, status, &news);
        pthread_rwlock_unlock(&issuer->lock);
    } else {
        status = GH_IO;
    }
    if ((news || always) && issuer->has_log)
        OS_LOG(&issuer->log, status ? OS_LOG_WARNING : OS_LOG_NOTICE, "keys-reloaded", os_log_status("status", status),
               os_log_integer("epoch", (int64_t)fresh->set.epoch));
    sodium_memzero(fresh, sizeof *fresh);
    free(fresh);
    return status;
}

enum gh_status issuer_reload(struct issuer *issuer, tick now)
{
    return reload(issuer, now, true);
}

void issuer_refresh(struct issuer *issuer, tick now)
{
    const struct stamp stamp = look(issuer);
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return;
    const bool due = !is_same(&stamp, &issuer->stamp) || (issuer->fault && os_mono_ns() >= issuer->again_ns);
    pthread_rwlock_unlock(&issuer->lock);
    if (due) {
        enum gh_status status = reload(issuer, now, false); /* it has logged a failure; the keys stay as they were */
        (void)status;
    }
}

uint64_t issuer_epoch(struct issuer *issuer)
{
    uint64_t epoch = 0;
    if (pthread_rwlock_rdlock(&issuer->lock) == 0) {
        epoch = issuer->loaded.set.epoch;
        pthread_rwlock_unlock(&issuer->lock);
    }
    return epoch;
}

void issuer_learn(struct issuer *issuer, uint64_t epoch)
{
    if (pthread_rwlock_wrlock(&issuer->lock) != 0)
        return;
    if (epoch > issuer->known_epoch)
        issuer->known_epoch = epoch;
    pthread_rwlock_unlock(&issuer->lock);
}

bool issuer_is_current(struct issuer *issuer)
{
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return false;
    const bool current = issuer->loaded.set.epoch >= issuer->known_epoch;
    pthread_rwlock_unlock(&issuer->lock);
    return current;
}

/* Returns the key for a moment in *key, borrowed while the lock is held. */
static enum gh_status key_for(const struct issuer *issuer, tick at, const struct signing_key **key)
{
    if (issuer->loaded.set.epoch < issuer->known_epoch)
        return GH_UNAVAILABLE;
    *key = choose(&issuer->loaded, at);
    return *key ? GH_OK : GH_UNKNOWN_KEY;
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
    const struct signing_key *key = NULL;
    issuer_refresh(issuer, claims->issued_at);
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    enum gh_status status = key_for(issuer, claims->issued_at, &key);
    if (!status)
        status = token_mint(claims, key->kid, key->secret_key, text);
    pthread_rwlock_unlock(&issuer->lock);
    return status;
}

enum gh_status issuer_keyset(struct issuer *issuer, struct writer *out, bool *seals)
{
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    writer_put(out, BYTES(issuer->loaded.signed_set, issuer->loaded.signed_len));
    *seals = issuer->loaded.set.has_sealing;
    pthread_rwlock_unlock(&issuer->lock);
    return out->overflow ? GH_TOO_LONG : GH_OK;
}

enum gh_status issuer_sealing(struct issuer *issuer, struct sealing_key out[static SEALING_KEYS_MAX], size_t *count)
{
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    *count = issuer->loaded.sealing_count;
    memcpy(out, issuer->loaded.sealing, *count * sizeof *out);
    pthread_rwlock_unlock(&issuer->lock);
    return GH_OK;
}

enum gh_status issuer_sign_time(struct issuer *issuer, tick now, const uint8_t *nonce,
                                char text[static SERVER_TIME_TEXT_MAX])
{
    issuer_refresh(issuer, now);
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
    const struct signing_key *key = NULL;
    issuer_refresh(issuer, claims->at);
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    enum gh_status status = key_for(issuer, claims->at, &key);
    if (!status)
        status = carried_sign(claims, key->kid, key->secret_key, text);
    pthread_rwlock_unlock(&issuer->lock);
    return status;
}

enum gh_status issuer_attest(struct issuer *issuer, tick now, const struct attest_claims *claims,
                             char text[static ATTEST_TEXT_MAX])
{
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    const struct signing_key *key = choose(&issuer->loaded, now);
    enum gh_status status = key ? attest_sign(claims, key->kid, key->secret_key, text) : GH_UNKNOWN_KEY;
    pthread_rwlock_unlock(&issuer->lock);
    return status;
}

enum gh_status issuer_keys_text(struct issuer *issuer, char out[static ATTEST_KEYS_TEXT_MAX])
{
    if (pthread_rwlock_rdlock(&issuer->lock) != 0)
        return GH_IO;
    enum gh_status status = attest_keys_text(BYTES(issuer->loaded.signed_set, issuer->loaded.signed_len), out);
    pthread_rwlock_unlock(&issuer->lock);
    return status;
}

enum gh_status issuer_root_key(struct issuer *issuer, uint8_t out[static PUBLIC_KEY_LEN])
{
    char path[OS_PATH_SIZE];
    enum gh_status status = os_path_join(issuer->directory, "root.public", path);
    return status ? status : key_file_read(path, KEY_ROOT_PUBLIC, out, PUBLIC_KEY_LEN);
}
