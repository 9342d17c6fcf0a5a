/* A queue under a lock, and the threads that empty it. */
#include "http/workers.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/clock.h"

#define THREADS_MAX 32
/* What requests leave on the stack, libraries' frames included. Deeper calls are rare, and hold no secrets. */
#define STACK_WIPED ((size_t)128 * 1024)
#define GENTLY 10 /* nice value: half of a processor goes to the others first */
#define GENTLE_SLICE_NS 100000

struct workers {
    struct workers_options options;
    pthread_mutex_t lock;
    pthread_cond_t added;
    struct work *first, **last;     /* under lock */
    struct workers_figures figures; /* under lock */
    bool stopping;                  /* under lock */
    pthread_t threads[THREADS_MAX];
    unsigned count;
};

/* after: the thread comes back from a piece of work. */
static struct work *next_work(struct workers *w, bool after)
{
    struct work *work = NULL;
    (void)pthread_mutex_lock(&w->lock);
    if (after) {
        w->figures.busy--;
        w->figures.done++;
    }
    while (!w->first && !w->stopping)
        (void)pthread_cond_wait(&w->added, &w->lock);
    if (w->first) {
        work = w->first;
        w->first = work->next;
        if (!w->first)
            w->last = &w->first;
        w->figures.waiting--;
        w->figures.busy++;
        w->figures.waited_ns += os_mono_ns() - work->added_ns;
    }
    (void)pthread_mutex_unlock(&w->lock);
    return work;
}

/* Lets other threads go first, of this thread alone. Since Linux 6.6 a thread that wakes waits until the running one
 * has used its slice, of milliseconds, whatever its nice value; since 6.12 a thread can ask for shorter ones
 * (sched_setattr(2)). Older kernels do not read the field and need it less. */
static void go_gently(void)
{
    const struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime_ns, deadline_ns, period_ns;
    } fair = {.size = sizeof fair, .nice = GENTLY, .runtime_ns = GENTLE_SLICE_NS};
    (void)setpriority(PRIO_PROCESS, 0, GENTLY);
    (void)syscall(SYS_sched_setattr, 0, &fair, 0U);
}

static void *run(void *context)
{
    struct workers *w = context;
    struct work *work = NULL;
    if (w->options.gently)
        go_gently();
    while ((work = next_work(w, work != NULL))) {
        work->run(work);
        sodium_stackzero(STACK_WIPED);
    }
    return NULL;
}

enum gh_status workers_start(const struct workers_options *options, struct workers **out)
{
    struct workers *w = calloc(1, sizeof *w);
    if (!w || options->threads > THREADS_MAX) {
        free(w);
        return GH_NO_MEMORY;
    }
    w->options = *options;
    w->last = &w->first;
    if (pthread_mutex_init(&w->lock, NULL) != 0)
        goto no_lock;
    if (pthread_cond_init(&w->added, NULL) != 0)
        goto no_added;
    while (w->count < options->threads && pthread_create(&w->threads[w->count], NULL, run, w) == 0)
        w->count++;
    if (w->count < options->threads) {
        workers_stop(w);
        workers_free(w);
        return GH_NO_MEMORY;
    }
    *out = w;
    return GH_OK;
no_added:
    (void)pthread_mutex_destroy(&w->lock);
no_lock:
    free(w);
    return GH_NO_MEMORY;
}

static bool add(struct workers *w, struct work *work, bool always)
{
    (void)pthread_mutex_lock(&w->lock);
    bool room = always || (!w->stopping && (!w->options.waiting_max || w->figures.waiting < w->options.waiting_max));
    if (room) {
        work->next = NULL;
        work->added_ns = os_mono_ns();
        *w->last = work;
        w->last = &work->next;
        w->figures.waiting++;
        (void)pthread_cond_signal(&w->added);
    } else {
        w->figures.refused++;
    }
    (void)pthread_mutex_unlock(&w->lock);
    return room;
}

bool workers_add(struct workers *workers, struct work *work)
{
    return add(workers, work, false);
}

void workers_add_always(struct workers *workers, struct work *work)
{
    (void)add(workers, work, true);
}

void workers_figures(struct workers *workers, struct workers_figures *out)
{
    (void)pthread_mutex_lock(&workers->lock);
    *out = workers->figures;
    (void)pthread_mutex_unlock(&workers->lock);
    out->threads = workers->options.threads;
}

void workers_stop(struct workers *workers)
{
    if (!workers)
        return;
    (void)pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    (void)pthread_cond_broadcast(&workers->added);
    (void)pthread_mutex_unlock(&workers->lock);
    for (unsigned i = 0; i < workers->count; i++)
        (void)pthread_join(workers->threads[i], NULL);
    workers->count = 0;
}

void workers_free(struct workers *workers)
{
    if (!workers)
        return;
    (void)pthread_cond_destroy(&workers->added);
    (void)pthread_mutex_destroy(&workers->lock);
    free(workers);
}
