/* By which names the server may be called (RFC 9110, 4.2.3 and 7.4). A request for another name came by a detour: a
 * proxy for somebody else, a name that an attacker points here. */
#ifndef GH_SERVER_HTTP_AUTHORITY_H
#define GH_SERVER_HTTP_AUTHORITY_H

#include <stdbool.h>

#include "http/request.h"

/* Tells whether a Host field is in a list of URLs and authorities ("https://visit.example.edu.cn", "10.0.0.5:8443"),
 * separated by blanks. Letters of both cases are equal, and the ports of http and https may be left out. */
bool authority_in_list(const char *list, const char *host);
/* Tells whether the server has the name that the request calls it by: one that is configured, or one of this machine
 * where the request comes from this machine. Without a public URL every name counts. */
bool authority_is_ours(const struct server *server, const struct request *rq);

#endif
