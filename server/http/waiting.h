/* Requests that wait for a change: suspended connections, and one thread that resumes them when the change sequence has
 * moved or their deadline passes. Another server process may move the sequence, so the thread polls the database: one
 * query for all waiters, and only while there are any. */
#ifndef GH_SERVER_HTTP_WAITING_H
#define GH_SERVER_HTTP_WAITING_H

#include "http/server.h"

/* A pass that is spent at one gate is green at another for about as long. One small query, however many wait. */
#define WAITING_POLL_MS 50

struct waiting;

/* A waiting request, part of its exchange. Only this module touches it until resume() is called for it. */
struct waiter {
    struct waiter *next;
    int64_t position;    /* resumes when the sequence is elsewhere */
    bool behind;         /* the sequence was behind it when last seen */
    int64_t deadline_ns; /* CLOCK_BOOTTIME */
    bool over;           /* when resumed: the sequence is elsewhere, or the server stops; not only the deadline */
    void *connection;
};

/* Starts the thread, which calls `resume` once for each waiter. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE waiting_start(const struct server *server, void (*resume)(void *connection),
                                         struct waiting **out);
/* Adds a waiter. Its connection must be suspended already. */
void waiting_add(struct waiting *waiting, struct waiter *waiter);
/* Returns the number of waiters. */
unsigned waiting_count(struct waiting *waiting);
/* Resumes all waiters and ends the thread. Later waiters resume at once. Call waiting_free() when no more can come. */
void waiting_stop(struct waiting *waiting);
void waiting_free(struct waiting *waiting); /* takes NULL */

#endif
