/* A fixed table of addresses and their misses. */
#include "http/guess_limit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 4096 /* must be a power of two */
#define PROBES 8
#define NETWORK_V6 8 /* bytes of a /64 */

struct slot {
    uint64_t who; /* 0: free */
    tick since;
    unsigned misses;
};

struct guess_limit {
    pthread_mutex_t lock;
    uint8_t key[crypto_shorthash_KEYBYTES]; /* random, so that nobody can aim at another address's slot */
    struct slot slots[SLOTS];
};

enum gh_status guess_limit_new(struct guess_limit **out)
{
    struct guess_limit *limit = calloc(1, sizeof *limit);
    if (!limit)
        return GH_NO_MEMORY;
    if (pthread_mutex_init(&limit->lock, NULL) != 0) {
        free(limit);
        return GH_NO_MEMORY;
    }
    crypto_shorthash_keygen(limit->key);
    *out = limit;
    return GH_OK;
}

void guess_limit_free(struct guess_limit *limit)
{
    if (!limit)
        return;
    (void)pthread_mutex_destroy(&limit->lock);
    free(limit);
}

static uint64_t identify(const struct guess_limit *limit, const char *address)
{
    uint8_t bytes[sizeof(struct in6_addr)], digest[crypto_shorthash_BYTES];
    uint64_t who;
    if (inet_pton(AF_INET6, address, bytes) == 1)
        (void)crypto_shorthash(digest, bytes, NETWORK_V6, limit->key);
    else
        (void)crypto_shorthash(digest, (const uint8_t *)address, strlen(address), limit->key);
    memcpy(&who, digest, sizeof who);
    return who ? who : 1;
}

static bool is_over(const struct slot *slot, tick now)
{
    return slot->who == 0 || now - slot->since >= GUESS_WINDOW || now < slot->since;
}

/* Returns the slot of this address. Otherwise returns the slot that it may take: a free one, or the one with the fewest
 * misses. */
static struct slot *find(struct guess_limit *limit, uint64_t who, tick now)
{
    struct slot *best = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        struct slot *slot = &limit->slots[(who + i) & (SLOTS - 1)];
        if (slot->who == who)
            return slot;
        if (!best || (!is_over(best, now) && (is_over(slot, now) || slot->misses < best->misses)))
            best = slot;
    }
    return best;
}

unsigned guess_limit_misses(struct guess_limit *limit, const char *address, tick now, tick *until)
{
    uint64_t who = identify(limit, address);
    (void)pthread_mutex_lock(&limit->lock);
    const struct slot *slot = find(limit, who, now);
    unsigned misses = slot->who == who && !is_over(slot, now) ? slot->misses : 0;
    *until = slot->since + GUESS_WINDOW;
    (void)pthread_mutex_unlock(&limit->lock);
    return misses;
}

void guess_limit_missed(struct guess_limit *limit, const char *address, tick now)
{
    uint64_t who = identify(limit, address);
    (void)pthread_mutex_lock(&limit->lock);
    struct slot *slot = find(limit, who, now);
    if (slot->who != who || is_over(slot, now))
        *slot = (struct slot){.who = who, .since = now};
    slot->misses++;
    (void)pthread_mutex_unlock(&limit->lock);
}
