/* What a route is, and how a request finds its endpoint. The table itself is api/routes.c. */
#ifndef GH_SERVER_HTTP_ROUTE_H
#define GH_SERVER_HTTP_ROUTE_H

#include <stdio.h>

#include "http/reply.h"
#include "http/request.h"

/* Fills the reply, mostly by `return reply_json(...)`. A status other than GH_OK becomes the problem of
 * problem_of_status(), and nothing that the reply held is sent. */
typedef enum gh_status endpoint(struct request *rq, struct reply *reply);

enum route_db { ROUTE_NO_DB = 0, ROUTE_READS, ROUTE_WRITES };

/* Who asks: people; holders of an unguessable link (whose guesses are counted); booths, by their signature
 * (docs/sync-protocol.md). */
enum route_caller { ROUTE_PEOPLE = 0, ROUTE_LINK, ROUTE_DEVICE, ROUTE_DEVICE_ALSO_REVOKED };

struct route {
    const char *method;  /* "GET" */
    const char *pattern; /* "/api/applications/{id}"; a {…} takes one segment */
    endpoint *run;
    unsigned roles;       /* who may: bits of enum account_role; 0: everybody, also without a session */
    enum route_db db;     /* connection that the endpoint finds in rq->db */
    size_t body_max;      /* bytes; 0: REQUEST_BODY_MAX for routes with a body */
    bool before_password; /* also for those who must change their password first */
    bool raw_body;        /* the endpoint reads the body itself: it is no JSON value */
    enum route_caller caller;
};

/* Prints a line for each route of a table that ends with a NULL method: method, pattern and who may, between tabs:
 * "public", "device", "signed-in", or names of roles between commas. What tests and the description of the interface
 * are held against. */
void route_print(FILE *out, const struct route *table);

/* Borrowed. NULL: none; then *allow (at least 64 bytes) has the methods that this path does take, or "". parameters are
 * cut out of path, which is changed; NUL-terminated, percent-decoded. */
const struct route *route_find(const struct route *table, const char *method, char *path,
                               const char *parameters[static REQUEST_PARAMETERS_MAX], char *allow, size_t allow_size);

/* The whole way of one request through server->routes: route, session, roles, CSRF, JSON, connection, endpoint. Always
 * leaves a reply. */
void route_dispatch(const struct server *server, struct request *rq, struct reply *reply);

#endif
