/* The definition of a route, and the way of a request to its endpoint. api/routes.c has the table. */
#ifndef GH_SERVER_HTTP_ROUTE_H
#define GH_SERVER_HTTP_ROUTE_H

#include <stdio.h>

#include "http/reply.h"
#include "http/request.h"

/* Fills the reply, mostly by `return reply_json(...)`. A status other than GH_OK becomes the problem of
 * problem_of_status(), and the reply is discarded. */
typedef enum gh_status endpoint(struct request *rq, struct reply *reply);

/* Replies with a page that says why a request failed. */
typedef enum gh_status route_refusal(struct request *rq, struct reply *reply, enum problem problem);

enum route_db { ROUTE_NO_DB = 0, ROUTE_READS, ROUTE_WRITES };

/* The kind of caller: people, holders of an unguessable link (whose guesses are counted), or booths with a signature
 * (docs/sync-protocol.md). */
enum route_caller { ROUTE_PEOPLE = 0, ROUTE_LINK, ROUTE_DEVICE, ROUTE_DEVICE_ALSO_REVOKED };

/* Which threads run a route. Booths have their own, whatever the table says. */
enum route_lane {
    ROUTE_LANE_PEOPLE = 0,
    ROUTE_LANE_BOOTHS,
    ROUTE_LANE_HEAVY, /* what costs much time by itself: passwords, exports. Few at once; more are told to come back. */
    ROUTE_LANE_HEALTH, /* what tells whether the server works, also when all other threads are busy */
    ROUTE_LANE_METRICS,
    ROUTE_LANE_SIGN_ON, /* what waits for a provider of single sign-on: a slow one holds up nobody else */
    ROUTE_LANES
};

struct route {
    const char *method;  /* "GET" */
    const char *pattern; /* "/api/applications/{id}"; {…} matches one segment */
    endpoint *run;
    unsigned roles;            /* roles that may call: bits of enum account_role; 0: everybody, without a session */
    enum route_db db;          /* kind of connection in rq->db */
    size_t body_max;           /* bytes; 0: REQUEST_BODY_MAX for routes with a body */
    bool before_password;      /* open to accounts that must change their password first */
    bool before_second_factor; /* open to sessions that lack a second factor, as is before_password */
    bool confirmed;            /* only where the password was given just now (session_confirmed()) */
    bool raw_body;             /* the endpoint reads the body itself: not JSON */
    enum route_caller caller;
    route_refusal *refuse; /* replaces the JSON of a problem; NULL: JSON. For pages that people open. */
    enum route_lane lane;
    bool secret; /* the answer holds a secret: it is not kept for a repetition of the request (http/once.h) */
};

/* Prints a line for each route of a table that ends with a NULL method: method, pattern and callers, separated by tabs.
 * Callers are "public", "device", "signed-in", or role names separated by commas. Tests compare the OpenAPI description
 * with this output. */
void route_print(FILE *out, const struct route *table);

/* Finds the route, borrowed from the table. Cuts the parameters out of `path`, NUL-terminated and percent-decoded.
 * Returns NULL when none matches: then *allow (64 bytes or more) lists the methods that this path supports, or "". */
const struct route *route_find(const struct route *table, const char *method, char *path,
                               const char *parameters[static REQUEST_PARAMETERS_MAX], char *allow, size_t allow_size);

/* Finds which duties an administrator's session has, and whether a session lacks the second factor that one of its
 * roles needs. Never with --demo. */
enum gh_status GH_MUST_USE route_judge_session(const struct server *server, struct db *db, struct session *session);
/* Returns the number of routes in a table. */
size_t route_count(const struct route *table);
/* Returns the lane of a route. */
enum route_lane route_lane(const struct route *route);
/* Returns whether a route needs neither database nor time, so that the connection's own thread may run it. */
bool route_is_quick(const struct route *route);
/* Returns how many bytes of body a route takes; 0: none. */
size_t route_body_max(const struct route *route);
/* Looks, from the head alone, whether the caller may send this route a large body: a session with the right role, or
 * the signature of a known device. Returns PROBLEM_COUNT when it may. */
enum problem route_look(struct request *rq, const struct route *route);

/* Serves a request through server->routes: route, session, roles, CSRF, JSON, connection, endpoint. Always leaves a
 * reply. */
void route_dispatch(const struct server *server, struct request *rq, struct reply *reply);

#endif
