/* The cookie of a browser that has opened a valid link: it opens this link also while guesses slow down others behind
 * the same address, such as visitors in the network at a gate. It is a keyed hash of the link, so that it opens no
 * other one, and nothing is stored for it. */
#ifndef GH_SERVER_HTTP_OPENED_LINK_H
#define GH_SERVER_HTTP_OPENED_LINK_H

#include "http/reply.h"
#include "http/route.h"

/* Returns true when the request has the cookie for its link. */
bool opened_link_known(const struct request *rq, const struct route *route);
/* Adds the cookie to an answer. */
void opened_link_note(struct request *rq, struct reply *reply, const struct route *route);

#endif
