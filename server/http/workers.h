/* Threads with a queue of work. Requests run here, so that the threads that hold the connections never wait for a
 * database or a password. */
#ifndef GH_SERVER_HTTP_WORKERS_H
#define GH_SERVER_HTTP_WORKERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct workers;

/* A piece of work, part of something of its owner's. The queue touches it until run() is called. */
struct work {
    struct work *next;
    int64_t added_ns; /* os_mono_ns() */
    void (*run)(struct work *work);
};

struct workers_options {
    unsigned threads;
    unsigned waiting_max; /* pieces that may wait; 0: any number */
    bool gently;          /* other threads of the machine come first */
};

/* Starts the threads. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE workers_start(const struct workers_options *options, struct workers **out);
/* Queues a piece of work. Returns false, and does nothing, when too much waits already, or after the stop. */
bool GH_MUST_USE workers_add(struct workers *workers, struct work *work);
/* Queues a piece of work behind all others, however much waits. After workers_stop() only work itself may call it. */
void workers_add_always(struct workers *workers, struct work *work);
/* What the threads do at this moment, and did since the start. */
struct workers_figures {
    unsigned threads, busy, waiting;
    uint64_t done, refused; /* pieces of work */
    int64_t waited_ns;      /* in the queue, of all that is done or being done */
};
void workers_figures(struct workers *workers, struct workers_figures *out);
/* Does what is queued, then ends the threads. Afterwards workers_add() returns false. Takes NULL. */
void workers_stop(struct workers *workers);
void workers_free(struct workers *workers); /* of stopped workers; takes NULL */

#endif
