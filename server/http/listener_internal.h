/* What the files of the listener share: listener_start.c starts and stops it, listener.c serves one connection. */
#ifndef GH_SERVER_HTTP_LISTENER_INTERNAL_H
#define GH_SERVER_HTTP_LISTENER_INTERNAL_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "auth/address.h"
#include "http/acceptor.h"
#include "http/connections.h"
#include "http/listener.h"
#include "http/route.h"
#include "http/waiting.h"
#include "http/workers.h"

#define THREADS_MAX 64

/* A serving thread: it reads requests and sends answers, and waits for nothing else. */
struct serving {
    struct listener *listener;
    struct MHD_Daemon *daemon; /* owned */
    /* Connections given to this thread and not closed yet. libmicrohttpd counts only those that it has started, which
     * is none when fifty arrive at once. */
    atomic_uint connections;
};

struct listener {
    const struct server *server;
    struct acceptor *acceptor; /* owned */
    struct serving serving[THREADS_MAX];
    unsigned count;
    unsigned connections_each; /* of one serving thread, at most */
    struct waiting *waiting;
    struct connections *connections;
    struct workers *lanes[ROUTE_LANES]; /* the threads that run requests, by the route's lane */
    atomic_size_t bodies;               /* bytes of all bodies in memory */
    atomic_bool draining;               /* tell clients to close their connections */
    atomic_bool refusing;               /* run no more requests */
    atomic_uint arriving, running;      /* exchanges before and after their endpoint began */
    uint64_t ids_begin;                 /* random: ids of requests of two runs differ */
    atomic_uint_fast64_t requests;
    char *certificate, *key; /* owned PEM texts; libmicrohttpd borrows them */
};

/* Callbacks of libmicrohttpd; context is the listener, of note_connection() the serving thread. */
void *listener_begin_exchange(void *context, const char *uri, struct MHD_Connection *connection);
enum MHD_Result listener_handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                const char *version, const char *data, size_t *size, void **state);
void listener_forget(void *context, struct MHD_Connection *connection, void **state,
                     enum MHD_RequestTerminationCode why);
void listener_note_connection(void *context, struct MHD_Connection *mhd, void **state,
                              enum MHD_ConnectionNotificationCode what);
/* Reads the head into a request whose other fields are set. */
void listener_read_head(const struct listener *l, struct MHD_Connection *connection, struct request *rq);
/* Reads the address of the connection's other end. All zero: none that we know. */
void listener_read_peer(struct MHD_Connection *connection, struct address *out);
/* Runs a request that has waited for a change: the callback of waiting_start(). */
void listener_run_again(void *exchange);

#endif
