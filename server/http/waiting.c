/* The list of waiting requests and the thread that resumes them. */
#include "http/waiting.h"

#include <pthread.h>
#include <stdlib.h>

#include "os/cond.h"
#include "records/change.h"

struct waiting {
    const struct server *server;
    void (*resume)(void *connection);
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct waiter *first; /* protected by lock */
    unsigned count;       /* protected by lock */
    bool stopping;        /* protected by lock */
};

static int64_t boot_ns(const struct waiting *w)
{
    return os_clock_read(&w->server->clock).boot_ns;
}

/* Returns true once the sequence, now at `position`, has left the waiter's position. 0: it is not known. A sequence
 * that is behind twice is that of a database that was restored; once may be a reading from before the waiter came. */
static bool has_moved(struct waiter *one, int64_t position)
{
    const bool behind = position > 0 && position < one->position, twice = behind && one->behind;
    one->behind = behind;
    return position > one->position || twice;
}

/* Resumes the waiters whose position the sequence has left, or whose deadline has passed. */
static void release(struct waiting *w, int64_t position, int64_t now_ns)
{
    struct waiter *released = NULL;
    (void)pthread_mutex_lock(&w->lock);
    for (struct waiter **at = &w->first; *at;) {
        struct waiter *one = *at;
        const bool moved = has_moved(one, position);
        if (!w->stopping && !moved && one->deadline_ns > now_ns) {
            at = &one->next;
            continue;
        }
        *at = one->next;
        one->next = released;
        released = one;
        one->over = w->stopping || moved;
        w->count--;
    }
    (void)pthread_mutex_unlock(&w->lock);
    while (released) {
        struct waiter *one = released;
        released = one->next; /* read it first: resume() gives the waiter back to its owner */
        w->resume(one->connection);
    }
}

static int64_t ask_position(const struct waiting *w)
{
    struct db *db;
    int64_t position = 0;
    if (db_pool_take(w->server->pool, DB_READ, 1000, &db))
        return 0;
    if (change_position(db, &position))
        position = 0; /* resume nobody; the next round asks again */
    db_pool_give(w->server->pool, db);
    return position;
}

/* Sleeps until a request waits, then for one interval. Returns false when stopping. */
static bool next_round(struct waiting *w)
{
    (void)pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping)
        (void)pthread_cond_wait(&w->changed, &w->lock);
    if (!w->stopping) {
        const int64_t until_ns = os_mono_ns() + WAITING_POLL_MS * OS_MILLISECOND_NS;
        while (!w->stopping && os_cond_wait_until(&w->changed, &w->lock, until_ns)) {
        }
    }
    bool go_on = !w->stopping;
    (void)pthread_mutex_unlock(&w->lock);
    return go_on;
}

static void *run(void *context)
{
    struct waiting *w = context;
    while (next_round(w))
        release(w, ask_position(w), boot_ns(w));
    release(w, 0, 0);
    return NULL;
}

enum gh_status waiting_start(const struct server *server, void (*resume)(void *connection), struct waiting **out)
{
    struct waiting *w = calloc(1, sizeof *w);
    if (!w)
        return GH_NO_MEMORY;
    w->server = server;
    w->resume = resume;
    if (pthread_mutex_init(&w->lock, NULL) != 0)
        goto no_lock;
    if (os_cond_init(&w->changed))
        goto no_changed;
    if (pthread_create(&w->thread, NULL, run, w) != 0)
        goto no_thread;
    *out = w;
    return GH_OK;
no_thread:
    (void)pthread_cond_destroy(&w->changed);
no_changed:
    (void)pthread_mutex_destroy(&w->lock);
no_lock:
    free(w);
    return GH_NO_MEMORY;
}

void waiting_add(struct waiting *w, struct waiter *waiter)
{
    (void)pthread_mutex_lock(&w->lock);
    bool late = w->stopping;
    if (!late) {
        waiter->next = w->first;
        w->first = waiter;
        w->count++;
        if (w->count == 1)
            (void)pthread_cond_signal(&w->changed);
    }
    (void)pthread_mutex_unlock(&w->lock);
    if (!late)
        return;
    waiter->over = true;
    w->resume(waiter->connection);
}

unsigned waiting_count(struct waiting *w)
{
    (void)pthread_mutex_lock(&w->lock);
    unsigned count = w->count;
    (void)pthread_mutex_unlock(&w->lock);
    return count;
}

void waiting_stop(struct waiting *w)
{
    (void)pthread_mutex_lock(&w->lock);
    w->stopping = true;
    (void)pthread_cond_signal(&w->changed);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
}

void waiting_free(struct waiting *w)
{
    if (!w)
        return;
    (void)pthread_cond_destroy(&w->changed);
    (void)pthread_mutex_destroy(&w->lock);
    free(w);
}
