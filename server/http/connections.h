/* All open connections: who they are from, how far they are, and until when.
 *
 * A connection that shows no complete request in time is cut, whatever it sends: slow clients can't hold connections.
 * Of the connections that wait for a request, one address keeps a limited number, and the oldest go first. When all
 * connections are taken, the oldest that waits for a request makes room. So a crowd behind one address (a campus
 * network) is served, and a flood displaces itself. */
#ifndef GH_SERVER_HTTP_CONNECTIONS_H
#define GH_SERVER_HTTP_CONNECTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/status.h"

struct connections;
struct connection;

struct connections_options {
    unsigned waiting_max;    /* of one address (IPv6: /64), waiting for a request */
    unsigned address_max;    /* of one address in all, without booths */
    unsigned head_seconds;   /* from accepting a connection to the end of the request's head */
    unsigned idle_seconds;   /* more between two requests */
    unsigned body_seconds;   /* from the end of the head to the end of the body */
    unsigned answer_seconds; /* from the end of the request to the end of the answer; booths: any time */
};

/* Starts the thread that cuts. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE connections_start(const struct connections_options *options, struct connections **out);
/* Adds a connection by its socket, which must stay open until connections_remove(). exempt: a proxy, whose address says
 * nothing. NULL without memory: the connection then has no limits. */
struct connection *connections_add(struct connections *connections, int socket, const struct sockaddr *from,
                                   bool exempt);
void connections_remove(struct connection *connection); /* takes NULL */

/* Note how far a connection is. They take NULL. */
void connection_has_head(struct connection *connection);    /* its body begins */
void connection_has_request(struct connection *connection); /* it waits for its answer */
void connection_is_booth(struct connection *connection);    /* the request is signed by a known device */
void connection_is_done(struct connection *connection);     /* the answer is sent; the next request may come */

/* Cuts the oldest connection that waits for a request. Returns false when none does. */
bool connections_make_room(struct connections *connections);
/* Returns the number of open connections. */
struct connections_figures {
    unsigned open, answering; /* connections; of those with a request that is worked on or answered */
    uint64_t cut;             /* since the start */
};
void connections_figures(struct connections *connections, struct connections_figures *out);
unsigned connections_count(struct connections *connections);
/* Ends the thread; connections may still be removed. */
void connections_stop(struct connections *connections); /* takes NULL */
void connections_free(struct connections *connections); /* takes NULL; all connections must be removed */

#endif
