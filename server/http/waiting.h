/* Requests that wait for a change: suspended connections, and one thread that lets them go on when the change sequence
 * has moved or their time is up. What moves it may be another server process, so the database is asked; it is asked
 * once for all who wait, and only while somebody does. */
#ifndef GH_SERVER_HTTP_WAITING_H
#define GH_SERVER_HTTP_WAITING_H

#include "http/server.h"

#define WAITING_POLL_MS 200

struct waiting;

/* One request that waits; part of its exchange, untouched by anybody else until resume() was called for it. */
struct waiter {
    struct waiter *next;
    int64_t position;    /* goes on when the sequence is beyond this */
    int64_t deadline_ns; /* CLOCK_BOOTTIME */
    void *connection;
};

/* resume: called from the thread, once for each waiter that was added. */
enum gh_status GH_MUST_USE waiting_start(const struct server *server, void (*resume)(void *connection),
                                         struct waiting **out);
/* The connection must be suspended already. */
void waiting_add(struct waiting *waiting, struct waiter *waiter);
/* How many wait now. */
unsigned waiting_count(struct waiting *waiting);
/* Resumes everybody and ends; waiters that come later are resumed at once. Call waiting_free when nobody can come. */
void waiting_stop(struct waiting *waiting);
void waiting_free(struct waiting *waiting); /* takes NULL */

#endif
