/* Accepts connections on one listening socket and hands each to the serving thread with the fewest. In libmicrohttpd's
 * own pool the threads race for them: of fifty connections one thread may get twenty-five and another five. A client in
 * the long queue then waits four times as long. */
#ifndef GH_SERVER_HTTP_ACCEPTOR_H
#define GH_SERVER_HTTP_ACCEPTOR_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/status.h"

struct acceptor;

struct acceptor_options {
    const struct sockaddr *address; /* borrowed for acceptor_open(); an IPv6 "any" address also accepts IPv4 */
    socklen_t address_len;
    unsigned count; /* number of serving threads */
    /* Returns the open connections of serving thread i. Called by the acceptor's thread. */
    unsigned (*load)(void *ctx, unsigned i);
    /* Takes ownership of the non-blocking socket, whatever the outcome. */
    void (*take)(void *ctx, unsigned i, int socket, const struct sockaddr *from, socklen_t from_len);
    void *ctx; /* borrowed */
};

/* Opens the listening socket but accepts nothing yet. GH_IO with errno: the address is in use or not allowed.
 * GH_NO_MEMORY. */
enum gh_status GH_MUST_USE acceptor_open(const struct acceptor_options *options, struct acceptor **out);
/* Starts the acceptor's thread. GH_NO_MEMORY: the thread did not start. */
enum gh_status GH_MUST_USE acceptor_start(struct acceptor *acceptor);
/* Returns the port that it listens on, or 0 on failure. */
uint16_t acceptor_port(const struct acceptor *acceptor);
/* Stops accepting. After it returns, take() is not called any more. */
void acceptor_stop(struct acceptor *acceptor);
void acceptor_close(struct acceptor *acceptor); /* takes NULL */

#endif
