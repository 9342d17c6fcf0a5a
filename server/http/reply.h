/* The answer to a request: JSON, a problem (RFC 9457), a page, or nothing. */
#ifndef GH_SERVER_HTTP_REPLY_H
#define GH_SERVER_HTTP_REPLY_H

#include "http/problem.h"
#include "http/request.h"

#define REPLY_HEADERS_MAX 8

struct reply {
    int status;
    const char *content_type; /* literal */
    char *body;               /* owned: free(); NULL for none */
    size_t len;
    struct request_pair headers[REPLY_HEADERS_MAX]; /* values live as long as the request */
    size_t header_count;
};

void reply_end(struct reply *reply); /* frees the body */

/* Takes the reference to json, NULL too: then, and when it can't be written, the answer is problem "internal". */
enum gh_status reply_json(struct request *rq, struct reply *reply, int status, json_t *json);
/* 204. */
enum gh_status reply_empty(struct reply *reply);
/* body is copied. */
enum gh_status reply_bytes(struct request *rq, struct reply *reply, int status, const char *content_type,
                           struct bytes body);
/* Title and detail in the request's language. errors: takes the reference; NULL for none. */
enum gh_status reply_problem(struct request *rq, struct reply *reply, enum problem problem, json_t *errors);
/* name: literal; value: lives as long as the request. */
void reply_header(struct reply *reply, const char *name, const char *value);

/* {"path": …, "code": …, "message": …} appended to *errors, which is made when it is NULL. message is translated. */
void errors_add(struct request *rq, json_t **errors, const char *path, const char *code, const char *message);

#endif
