/* The socket side: libmicrohttpd with epoll and a thread pool; gives each whole request to route_dispatch(). */
#ifndef GH_SERVER_HTTP_LISTENER_H
#define GH_SERVER_HTTP_LISTENER_H

#include "http/server.h"

struct listener;

struct listener_options {
    const char *address; /* "127.0.0.1", "::", ... */
    uint16_t port;       /* 0: any free one */
    unsigned threads;
    unsigned connections_max;
    unsigned idle_seconds;                 /* a connection that sends nothing for so long is closed */
    const char *tls_certificate, *tls_key; /* paths of PEM files; NULL: plain HTTP, behind a reverse proxy */
};

/* server is borrowed until listener_stop. *why: literal, when it fails. */
enum gh_status GH_MUST_USE listener_start(const struct server *server, const struct listener_options *options,
                                          struct listener **out, const char **why);
uint16_t listener_port(const struct listener *listener);
/* Takes no new connections, finishes what runs, closes. Takes NULL. */
void listener_stop(struct listener *listener);

#endif
