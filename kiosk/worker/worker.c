#include "worker/worker.h"

#include <stdlib.h>

/* False when it is time to end. */
static bool next_job(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->waiting && !atomic_load(&w->stopping))
        pthread_cond_wait(&w->given, &w->lock);
    bool there = w->waiting && !atomic_load(&w->stopping);
    w->waiting = false;
    pthread_mutex_unlock(&w->lock);
    return there;
}

static void *run(void *context)
{
    struct worker *w = context;
    if (w->ops.begin)
        w->ops.begin(w->ctx);
    while (next_job(w)) {
        int result = w->ops.work(w->ctx, &w->stopping);
        pthread_mutex_lock(&w->lock);
        w->result = result;
        w->has_result = true;
        w->busy = false;
        pthread_mutex_unlock(&w->lock);
        w->ops.done(w->ctx);
    }
    return NULL;
}

enum gh_status worker_init(struct worker *w, const struct worker_ops *ops, void *ctx)
{
    *w = (struct worker){.ops = *ops, .ctx = ctx};
    if (pthread_mutex_init(&w->lock, NULL) != 0)
        return GH_NO_MEMORY;
    if (pthread_cond_init(&w->given, NULL) != 0) {
        pthread_mutex_destroy(&w->lock);
        return GH_NO_MEMORY;
    }
    return GH_OK;
}

enum gh_status worker_start(struct worker *w)
{
    return pthread_create(&w->thread, NULL, run, w) == 0 ? GH_OK : GH_NO_MEMORY;
}

void worker_interrupt(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
    atomic_store(&w->stopping, true);
    pthread_cond_signal(&w->given);
    pthread_mutex_unlock(&w->lock);
}

void worker_join(struct worker *w)
{
    pthread_join(w->thread, NULL);
}

void worker_destroy(struct worker *w)
{
    pthread_cond_destroy(&w->given);
    pthread_mutex_destroy(&w->lock);
}

bool worker_claim(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
    w->claimed = !w->busy;
    pthread_mutex_unlock(&w->lock);
    return w->claimed;
}

void worker_give(struct worker *w)
{
    if (!w->claimed)
        abort();
    w->claimed = false;
    pthread_mutex_lock(&w->lock);
    w->waiting = w->busy = true;
    pthread_cond_signal(&w->given);
    pthread_mutex_unlock(&w->lock);
}

bool worker_take(struct worker *w, int *result)
{
    pthread_mutex_lock(&w->lock);
    bool there = w->has_result;
    if (there)
        *result = w->result;
    w->has_result = false;
    pthread_mutex_unlock(&w->lock);
    return there;
}
