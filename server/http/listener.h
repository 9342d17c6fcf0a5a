/* The socket side: libmicrohttpd with epoll and a thread pool. Passes each complete request to route_dispatch(). */
#ifndef GH_SERVER_HTTP_LISTENER_H
#define GH_SERVER_HTTP_LISTENER_H

#include "http/server.h"

struct listener;

struct listener_options {
    const char *address; /* "127.0.0.1", "::", ... */
    uint16_t port;       /* 0: any free one */
    unsigned threads;
    unsigned connections_max;
    unsigned idle_seconds;                 /* closes a connection that sends nothing for this long */
    const char *tls_certificate, *tls_key; /* paths of PEM files; NULL: plain HTTP behind a reverse proxy */
};

/* Starts to serve. `server` is borrowed until listener_stop(). *why: a literal, set on failure. */
enum gh_status GH_MUST_USE listener_start(const struct server *server, const struct listener_options *options,
                                          struct listener **out, const char **why);
/* Returns the port that it listens on. */
uint16_t listener_port(const struct listener *listener);
/* Announces the stop: /readyz answers 503, and answers close their connections. Requests are served as before. */
void listener_announce_stop(struct listener *listener);
/* Stops accepting, answers the requests in work and those that wait, then closes all. Requests that are still arriving
 * after 10 s are dropped without effect; one that runs is never cut off from its answer. Takes NULL. */
void listener_stop(struct listener *listener);

#endif
