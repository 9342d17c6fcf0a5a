/* A thread that does one job at a time for a device that takes long, so that the screen does not wait.
 *
 * The job itself stands in the owner's struct. The owner writes it between worker_claim() and worker_give(); the thread
 * reads it in work(). Neither needs a lock: the worker hands it over. */
#ifndef GH_KIOSK_WORKER_WORKER_H
#define GH_KIOSK_WORKER_WORKER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/status.h"

/* All three run on the worker's thread. */
struct worker_ops {
    void (*begin)(void *ctx);                            /* once, before the first job; NULL: nothing to do */
    int (*work)(void *ctx, const atomic_bool *stopping); /* does the job and returns its result; soon once *stopping */
    void (*done)(void *ctx);                             /* worker_take() has something */
};

struct worker {
    struct worker_ops ops;
    void *ctx; /* borrowed */
    pthread_t thread;
    atomic_bool stopping;
    bool claimed; /* the owner's: between worker_claim() and worker_give() */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t given;
    bool waiting, busy, has_result; /* a job that waits; one that waits or is under way; a result to take */
    int result;
};

/* In this order: init, start, any number of jobs, interrupt, join, destroy. GH_NO_MEMORY when the system gives no lock
 * or thread. After a start that failed only destroy follows. */
enum gh_status GH_MUST_USE worker_init(struct worker *worker, const struct worker_ops *ops, void *ctx);
enum gh_status GH_MUST_USE worker_start(struct worker *worker);
void worker_interrupt(struct worker *worker); /* a job that waits is dropped; one under way sees *stopping */
void worker_join(struct worker *worker);
void worker_destroy(struct worker *worker);

/* Only the owner's thread calls these. */

/* Returns true when the owner may write the next job; false: the last one is still under way. */
bool worker_claim(struct worker *worker);
/* Hands over the job that was claimed; without worker_claim() it aborts. */
void worker_give(struct worker *worker);
/* Returns true, once for a job, with its result; false: nothing new. */
bool worker_take(struct worker *worker, int *result);

#endif
