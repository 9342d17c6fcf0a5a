/* A request as endpoints see it, without sockets or library types, so that tests and fuzzers can make one by hand.
 *
 * Memory from request_alloc() lives until request_end(). Endpoints free nothing. */
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
#define REQUEST_BODY_MAX ((size_t)1024 * 1024) /* unless the route sets another limit */

struct server;
struct device;

enum request_language { LANGUAGE_CHINESE = 0, LANGUAGE_ENGLISH };

struct request_pair {
    const char *name, *value; /* NUL-terminated, UTF-8 checked; borrowed */
};

/* The words that a parameter of the query may be: those of the numbers from first to count - 1. */
struct query_words {
    const char *(*word)(int value); /* NULL or "": the number has no word */
    int first, count;
};

/* A parameter of the query that was refused: a word of a closed list, a number of a range, or any other form. */
struct query_fault {
    const char *name; /* NULL: none was refused */
    const struct query_words *words;
    int64_t min, max; /* max < min: the parameter is not a number */
};

struct request {
    /* As received. All pointers are borrowed. */
    const char *method, *path;
    struct bytes body;
    struct request_pair query[REQUEST_PAIRS_MAX];
    size_t query_count;
    const char *cookie, *csrf, *content_type, *accept_language, *origin, *if_none_match, *agent;
    const char *host, *signature_input, *signature, *content_digest, *accept_encoding, *idempotency_key;
    const char *authorization, *last_event_id;
    const char *raw_query; /* from the question mark on, undecoded; NULL: none */
    char address[64];      /* of the client, as the trusted proxies wrote it; IPv4 without ::ffff: */
    bool local;            /* the connection comes from this machine: a client, or a proxy */
    bool secure;           /* the client speaks TLS: here, to the trusted proxy, or by the public URL */
    uint64_t id;           /* in logs and X-Request-Id; 0: none */

    /* Set by the dispatcher. */
    const struct server *server;
    tick now;
    enum request_language language;
    const char *parameters[REQUEST_PARAMETERS_MAX]; /* the {…} of the route's pattern, in order */
    struct db *db;                                  /* borrowed; NULL when the route needs no connection */
    const struct session *session;                  /* NULL: not signed in */
    const struct scope *scope;       /* what the session's grants of the route's roles may see; never NULL */
    json_t *json;                    /* the parsed body of JSON routes; owned by the request */
    struct json_fault json_fault;    /* what is wrong with an invalid JSON body */
    struct query_fault *query_fault; /* of the last parameter of the query that was refused; NULL: not noted */
    bool waited;                     /* second run of a request that waited (long poll) */
    struct device *device;           /* the caller of a device route; belongs to the request */
    uint8_t nonce[16];               /* from the device's signature; all zero: none */
    struct uuid signer;              /* the device whose key signed the request, revoked or not; nil: none */
    struct request_block *blocks;
};

/* Returns zeroed memory, never NULL. Without memory the process ends, and systemd restarts it. */
void *request_alloc(struct request *rq, size_t size);
/* Formats a text in the request's memory. */
char *request_text(struct request *rq, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Copies a text into the request's memory, with a NUL. */
char *request_copy(struct request *rq, struct bytes text);
void request_end(struct request *rq); /* frees blocks and json */

/* Returns the value of a cookie, or an empty slice. */
struct bytes request_cookie(const struct request *rq, const char *name);
/* Returns the name of the session's cookie. A browser keeps __Host- cookies only over TLS, from the host itself. */
const char *request_session_cookie(const struct request *rq);
/* Returns the session token of the Cookie header, or an empty slice. */
struct bytes request_session_token(const struct request *rq);

/* Returns a query parameter, or NULL when it is absent. */
const char *request_query(const struct request *rq, const char *name);
/* Reads a number from the query. An absent one gives `fallback`. GH_MALFORMED: not a number, or outside [min, max]. */
enum gh_status GH_MUST_USE request_query_number(const struct request *rq, const char *name, int64_t min, int64_t max,
                                                int64_t fallback, int64_t *out);
/* Reads a word of a closed list. An absent or empty one gives `fallback`. words: must live as long as the request.
 * GH_MALFORMED: another word; the problem then names the parameter and the words. */
enum gh_status GH_MUST_USE request_query_word(const struct request *rq, const char *name,
                                              const struct query_words *words, int fallback, int *out);
/* Checks a list of such words, separated by commas. An absent or empty one is good. GH_MALFORMED: another word. */
enum gh_status GH_MUST_USE request_query_words(const struct request *rq, const char *name,
                                               const struct query_words *words);
/* Notes that a parameter has a form that is not its own: the problem then names it. Returns GH_MALFORMED. */
enum gh_status GH_MUST_USE request_query_refuse(const struct request *rq, const char *name);
/* Reads a path parameter as a UUID. GH_NOT_FOUND: not a UUID, so the thing can't exist. */
enum gh_status GH_MUST_USE request_parameter_id(const struct request *rq, int index, struct uuid *out);
/* Reads a path parameter as a number. GH_NOT_FOUND: not a number, so the thing can't exist. */
enum gh_status GH_MUST_USE request_parameter_number(const struct request *rq, int index, int64_t *out);

/* Translates a text into the request's language. `text` is English source text, marked with N_ where it is stored. */
const char *request_tr(const struct request *rq, const char *text);

#endif
