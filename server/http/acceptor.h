/* Takes connections from one listening socket and hands each to the thread that has the fewest. The pool of
 * libmicrohttpd lets its threads race for them instead: of fifty connections one thread may get twenty-five and another
 * five, and a client in the long queue waits four times as long. */
#ifndef GH_SERVER_HTTP_ACCEPTOR_H
#define GH_SERVER_HTTP_ACCEPTOR_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/status.h"

struct acceptor;

struct acceptor_options {
    const struct sockaddr *address; /* copied by the kernel; a v6 "any" address takes v4, too */
    socklen_t address_len;
    unsigned count; /* of those that take connections */
    /* How many connections it was given that are not closed; from the acceptor's thread. */
    unsigned (*load)(void *ctx, unsigned i);
    /* The socket, non-blocking, is theirs from here on, whatever becomes of it. */
    void (*take)(void *ctx, unsigned i, int socket, const struct sockaddr *from, socklen_t from_len);
    void *ctx; /* borrowed */
};

/* Listens; nothing is taken yet. GH_IO with errno: the address is taken, or not allowed. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE acceptor_open(const struct acceptor_options *options, struct acceptor **out);
/* Its thread begins. GH_NO_MEMORY: it did not start. */
enum gh_status GH_MUST_USE acceptor_start(struct acceptor *acceptor);
uint16_t acceptor_port(const struct acceptor *acceptor);
/* Takes no new connections: when it returns, take() is not called any more. */
void acceptor_stop(struct acceptor *acceptor);
void acceptor_close(struct acceptor *acceptor); /* takes NULL */

#endif
