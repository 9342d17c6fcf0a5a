/* Shares a fixed number of connections among threads, and opens and replaces them when needed.
 *
 * When the database can't be reached, taking a connection fails at once instead of holding each serving thread for a
 * connection time-out. Only the pool's own thread then tries to connect. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "db/driver.h"
#include "os/clock.h"
#include "os/cond.h"

#define TRY_AGAIN_MS 1000

struct slot {
    struct db *db; /* owned; NULL: not open */
    bool taken;    /* under lock */
    enum db_access access;
};

struct db_pool {
    pthread_mutex_t lock;
    pthread_cond_t given; /* signalled when a slot becomes free; used under lock */
    pthread_cond_t ended; /* signalled when `down` or `closing` begins; used under lock */
    pthread_t mender;
    bool mending;       /* the thread runs */
    bool down, closing; /* under lock; down: the database was not reached */
    unsigned waiting;   /* under lock; callers */
    uint64_t timeouts;  /* under lock */
    char *url;          /* owned */
    bool alike;         /* PostgreSQL: every connection can write */
    size_t count;
    struct slot slots[];
};

static enum gh_status set_up_lock(struct db_pool *pool)
{
    if (pthread_mutex_init(&pool->lock, NULL) != 0)
        return GH_NO_MEMORY;
    enum gh_status status = os_cond_init(&pool->given);
    if (!status && (status = os_cond_init(&pool->ended)))
        pthread_cond_destroy(&pool->given);
    if (status)
        pthread_mutex_destroy(&pool->lock);
    return status;
}

static void note_down(struct db_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->down = true;
    pthread_cond_signal(&pool->ended);
    pthread_cond_broadcast(&pool->given);
    pthread_mutex_unlock(&pool->lock);
}

/* Returns false when the pool closes. */
static bool wait_until_down(struct db_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (!pool->down && !pool->closing)
        (void)pthread_cond_wait(&pool->ended, &pool->lock);
    bool go_on = !pool->closing;
    pthread_mutex_unlock(&pool->lock);
    return go_on;
}

static void pause_mending(struct db_pool *pool)
{
    const int64_t until_ns = os_mono_ns() + TRY_AGAIN_MS * OS_MILLISECOND_NS;
    pthread_mutex_lock(&pool->lock);
    while (!pool->closing && os_cond_wait_until(&pool->ended, &pool->lock, until_ns)) {
    }
    pthread_mutex_unlock(&pool->lock);
}

/* Opens a connection to see whether the database is back. It is closed again: slots open their own. */
static void *mend(void *context)
{
    struct db_pool *pool = context;
    while (wait_until_down(pool)) {
        struct db *db = NULL;
        enum gh_status status = db_open(pool->url, DB_READ, &db);
        db_close(db);
        if (status) {
            pause_mending(pool);
            continue;
        }
        pthread_mutex_lock(&pool->lock);
        pool->down = false;
        pthread_mutex_unlock(&pool->lock);
    }
    return NULL;
}

static void stop_mending(struct db_pool *pool)
{
    if (!pool->mending)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->ended);
    pthread_mutex_unlock(&pool->lock);
    (void)pthread_join(pool->mender, NULL);
}

/* The thread that took a slot may read its connection freely; others, and all writers, hold the lock. */
static void set_slot(struct db_pool *pool, struct slot *slot, struct db *db)
{
    pthread_mutex_lock(&pool->lock);
    slot->db = db;
    pthread_mutex_unlock(&pool->lock);
}

static enum gh_status open_slot(struct db_pool *pool, struct slot *slot)
{
    struct db *db = NULL;
    enum gh_status status = db_open(pool->url, slot->access, &db);
    if (status) {
        db_close(db);
        return status;
    }
    set_slot(pool, slot, db);
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
    if (!status) {
        pool->mending = pthread_create(&pool->mender, NULL, mend, pool) == 0;
        status = pool->mending ? GH_OK : GH_NO_MEMORY;
    }
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
    stop_mending(pool);
    /* Close the writer last, which leaves a checkpointed file. */
    for (size_t i = pool->count; i-- > 0;)
        db_close(pool->slots[i].db);
    pthread_cond_destroy(&pool->ended);
    pthread_cond_destroy(&pool->given);
    pthread_mutex_destroy(&pool->lock);
    secret_free(pool->url); /* may hold a password */
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

/* Waits for a free slot and marks it as taken. GH_BUSY, GH_UNAVAILABLE as db_pool_take(). */
static enum gh_status take_slot(struct db_pool *pool, enum db_access access, int wait_ms, struct slot **out)
{
    const int64_t until_ns = os_mono_ns() + wait_ms * OS_MILLISECOND_NS;
    struct slot *slot = NULL;
    bool in_time = true;
    pthread_mutex_lock(&pool->lock);
    pool->waiting++;
    while (!pool->down && !(slot = find_free(pool, access)) && in_time)
        in_time = os_cond_wait_until(&pool->given, &pool->lock, until_ns);
    pool->waiting--;
    enum gh_status status = pool->down ? GH_UNAVAILABLE : slot ? GH_OK : GH_BUSY;
    if (!status) {
        slot->taken = true;
        *out = slot;
    }
    pool->timeouts += status == GH_BUSY;
    pthread_mutex_unlock(&pool->lock);
    return status;
}

static void release_slot(struct db_pool *pool, struct slot *slot)
{
    pthread_mutex_lock(&pool->lock);
    slot->taken = false;
    pthread_cond_broadcast(&pool->given);
    pthread_mutex_unlock(&pool->lock);
}

static struct slot *slot_of(struct db_pool *pool, const struct db *db)
{
    size_t i = 0;
    pthread_mutex_lock(&pool->lock);
    while (pool->slots[i].db != db)
        i++;
    pthread_mutex_unlock(&pool->lock);
    return &pool->slots[i];
}

enum gh_status db_pool_take(struct db_pool *pool, enum db_access access, int wait_ms, struct db **out)
{
    struct slot *slot;
    enum gh_status status = take_slot(pool, access, wait_ms, &slot);
    if (status)
        return status;
    if (slot->db && !db_alive(slot->db)) {
        db_close(slot->db);
        set_slot(pool, slot, NULL);
    }
    status = slot->db ? GH_OK : open_slot(pool, slot);
    if (!status) {
        *out = slot->db;
        return GH_OK;
    }
    release_slot(pool, slot);
    if (status == GH_UNAVAILABLE)
        note_down(pool);
    return status;
}

void db_pool_figures(struct db_pool *pool, struct db_pool_figures *out)
{
    *out = (struct db_pool_figures){.size = (unsigned)pool->count};
    pthread_mutex_lock(&pool->lock);
    for (size_t i = 0; i < pool->count; i++) {
        out->open += pool->slots[i].db != NULL;
        out->taken += pool->slots[i].taken;
    }
    out->waiting = pool->waiting;
    out->timeouts = pool->timeouts;
    out->reached = !pool->down;
    pthread_mutex_unlock(&pool->lock);
}

void db_pool_give(struct db_pool *pool, struct db *db)
{
    if (!db)
        return;
    db_rollback(db);
    db_before_commit(db, NULL, NULL);
    const bool lost = db_lost(db), silent = db_silent(db);
    struct slot *slot = slot_of(pool, db);
    if (lost)
        set_slot(pool, slot, NULL);
    release_slot(pool, slot);
    if (silent)
        note_down(pool);
    if (lost)
        db_close(db);
}
