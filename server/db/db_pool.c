/* Shares a fixed number of connections among threads, and opens and replaces them when needed. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/driver.h"
#include "os/clock.h"
#include "os/cond.h"

struct slot {
    struct db *db; /* owned; NULL: not open */
    bool taken;    /* under lock */
    enum db_access access;
};

struct db_pool {
    pthread_mutex_t lock;
    pthread_cond_t given; /* signalled when a slot becomes free; used under lock */
    char *url;            /* owned */
    bool alike;           /* PostgreSQL: every connection can write */
    size_t count;
    struct slot slots[];
};

static enum gh_status set_up_lock(struct db_pool *pool)
{
    if (pthread_mutex_init(&pool->lock, NULL) != 0)
        return GH_NO_MEMORY;
    enum gh_status status = os_cond_init(&pool->given);
    if (status)
        pthread_mutex_destroy(&pool->lock);
    return status;
}

static enum gh_status open_slot(const struct db_pool *pool, struct slot *slot)
{
    struct db *db = NULL;
    enum gh_status status = db_open(pool->url, slot->access, &db);
    if (status) {
        db_close(db);
        return status;
    }
    slot->db = db;
    return GH_OK;
}

/* Opens the writing connection and migrates. error tells the operator why that failed. */
static enum gh_status open_first(struct db_pool *pool, char *error, size_t size)
{
    struct db *db = NULL;
    int version;
    enum gh_status status = db_open(pool->url, DB_WRITE, &db);
    if (!status)
        status = db_migrate(db, &version);
    if (status) {
        (void)snprintf(error, size, "%s",
                       status == GH_UNSUPPORTED ? "the database was made by a newer version of the server"
                       : db                     ? db_error(db)
                                                : "not a database URL: expected sqlite:PATH or postgresql://...");
        db_close(db);
        return status;
    }
    pool->slots[0].db = db;
    return GH_OK;
}

enum gh_status db_pool_open(const char *url, unsigned readers, struct db_pool **out, char *error, size_t size)
{
    size_t count = (size_t)readers + 1;
    struct db_pool *pool = calloc(1, sizeof *pool + count * sizeof pool->slots[0]);
    if (!pool)
        return GH_NO_MEMORY;
    enum gh_status status = set_up_lock(pool);
    if (status) {
        free(pool);
        return status;
    }
    pool->alike = strncmp(url, "sqlite:", 7) != 0;
    pool->count = count;
    for (size_t i = 0; i < count; i++)
        pool->slots[i].access = i == 0 || pool->alike ? DB_WRITE : DB_READ;
    pool->url = strdup(url);
    status = pool->url ? open_first(pool, error, size) : GH_NO_MEMORY;
    if (status)
        db_pool_close(pool);
    else
        *out = pool;
    return status;
}

void db_pool_close(struct db_pool *pool)
{
    if (!pool)
        return;
    /* Close the writer last, which leaves a checkpointed file. */
    for (size_t i = pool->count; i-- > 0;)
        db_close(pool->slots[i].db);
    pthread_cond_destroy(&pool->given);
    pthread_mutex_destroy(&pool->lock);
    free(pool->url);
    free(pool);
}

/* Returns a free slot for this access, or NULL. Prefers an open one. Call under lock. */
static struct slot *find_free(struct db_pool *pool, enum db_access access)
{
    struct slot *closed = NULL;
    for (size_t i = 0; i < pool->count; i++) {
        struct slot *s = &pool->slots[i];
        if (s->taken || (!pool->alike && s->access != access))
            continue;
        if (s->db)
            return s;
        closed = closed ? closed : s;
    }
    return closed;
}

enum gh_status db_pool_take(struct db_pool *pool, enum db_access access, int wait_ms, struct db **out)
{
    const int64_t until_ns = os_mono_ns() + wait_ms * OS_MILLISECOND_NS;
    struct slot *slot;
    bool in_time = true;
    pthread_mutex_lock(&pool->lock);
    while (!(slot = find_free(pool, access)) && in_time)
        in_time = os_cond_wait_until(&pool->given, &pool->lock, until_ns);
    if (slot)
        slot->taken = true;
    pthread_mutex_unlock(&pool->lock);
    if (!slot)
        return GH_BUSY;
    enum gh_status status = slot->db ? GH_OK : open_slot(pool, slot);
    if (!status) {
        *out = slot->db;
        return GH_OK;
    }
    pthread_mutex_lock(&pool->lock);
    slot->taken = false;
    pthread_cond_broadcast(&pool->given);
    pthread_mutex_unlock(&pool->lock);
    return status;
}

void db_pool_give(struct db_pool *pool, struct db *db)
{
    if (!db)
        return;
    db_rollback(db);
    bool lost = db_lost(db);
    pthread_mutex_lock(&pool->lock);
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->slots[i].db == db) {
            pool->slots[i].taken = false;
            if (lost)
                pool->slots[i].db = NULL;
        }
    }
    pthread_cond_broadcast(&pool->given);
    pthread_mutex_unlock(&pool->lock);
    if (lost)
        db_close(db);
}
