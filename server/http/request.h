/* One request as the endpoints see it: no socket, no library's types, so that tests and fuzzers can make one by hand.
 *
 * Memory taken with request_alloc lives until request_end; endpoints free nothing. */
#ifndef GH_SERVER_HTTP_REQUEST_H
#define GH_SERVER_HTTP_REQUEST_H

#include <stdarg.h>

#include "auth/session.h"
#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"
#include "json/json_read.h"

#define REQUEST_PARAMETERS_MAX 3
#define REQUEST_PAIRS_MAX 24
#define REQUEST_PATH_MAX 512
#define REQUEST_BODY_MAX ((size_t)1024 * 1024) /* unless the route says otherwise */

struct server;
struct device;

enum request_language { LANGUAGE_CHINESE = 0, LANGUAGE_ENGLISH };

struct request_pair {
    const char *name, *value; /* NUL-terminated, UTF-8 checked; borrowed */
};

struct request {
    /* As it came; all borrowed. */
    const char *method, *path;
    struct bytes body;
    struct request_pair query[REQUEST_PAIRS_MAX];
    size_t query_count;
    const char *cookie, *csrf, *content_type, *accept_language, *origin, *if_none_match, *agent;
    const char *host, *signature_input, *signature, *content_digest, *accept_encoding;
    const char *raw_query; /* from the question mark on, as it came; NULL: none */
    char address[64];      /* of the client, as the trusted proxy tells it */
    bool secure;           /* came by TLS, here or at the trusted proxy */

    /* Made by the dispatcher. */
    const struct server *server;
    tick now;
    enum request_language language;
    const char *parameters[REQUEST_PARAMETERS_MAX]; /* {…} of the route's pattern, in order */
    struct db *db;                                  /* borrowed; NULL where the route asks for none */
    const struct session *session;                  /* NULL: nobody is signed in */
    json_t *json;                                   /* the body, for routes that take JSON; owned by the request */
    struct json_fault json_fault;                   /* of a body that is not JSON */
    bool waited;                                    /* a long poll that goes on: the same request for the second time */
    struct device *device;                          /* of a device's route; belongs to the request */
    uint8_t nonce[16];                              /* of a device's signature; zero: none */
    struct request_block *blocks;
};

/* Never NULL: a server that has no memory for a request's small things ends (systemd starts it anew). Zeroed. */
void *request_alloc(struct request *rq, size_t size);
char *request_text(struct request *rq, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *request_copy(struct request *rq, struct bytes text);
void request_end(struct request *rq); /* frees blocks and json */

/* The session's token in the Cookie header, or empty. */
struct bytes request_session_token(const struct request *rq);

/* NULL when absent. */
const char *request_query(const struct request *rq, const char *name);
/* Absent gives fallback; GH_MALFORMED outside [min, max] or not a number. */
enum gh_status GH_MUST_USE request_query_number(const struct request *rq, const char *name, int64_t min, int64_t max,
                                                int64_t fallback, int64_t *out);
/* Parameter as a UUID or a number; GH_NOT_FOUND when it is none, since no such thing can exist. */
enum gh_status GH_MUST_USE request_parameter_id(const struct request *rq, int index, struct uuid *out);
enum gh_status GH_MUST_USE request_parameter_number(const struct request *rq, int index, int64_t *out);

/* The text in the request's language; English source text, marked with N_ where it is stored. */
const char *request_tr(const struct request *rq, const char *text);

#endif
