/* The answer to a request: JSON, a problem (RFC 9457), a page, or nothing. */
#ifndef GH_SERVER_HTTP_REPLY_H
#define GH_SERVER_HTTP_REPLY_H

#include "http/problem.h"
#include "http/request.h"

#define REPLY_HEADERS_MAX 8

/* Bytes that are on their way. */
struct reply_buffer {
    char *data; /* owned */
    size_t len, cap;
};
enum gh_status GH_MUST_USE reply_buffer_put(struct reply_buffer *buffer, struct bytes data);

/* A body that is made piece by piece while it is sent, after the request has ended. */
struct reply_stream {
    /* Appends the next piece; *done with the last one. A failure cuts the connection, so that nobody takes what is
     * there for the whole. */
    enum gh_status (*next)(struct reply_stream *stream, struct reply_buffer *out, bool *done);
    void (*end)(struct reply_stream *stream); /* frees it */
};

struct reply {
    int status;
    const char *content_type; /* literal */
    char *body;               /* owned: free(); NULL for none */
    size_t len;
    struct request_pair headers[REPLY_HEADERS_MAX]; /* values live as long as the request */
    size_t header_count;
    struct reply_stream *stream; /* owned; instead of a body */
    /* No answer yet: the request is dispatched again, as `waited`, when the change sequence has passed wait_position or
     * the time is up. */
    unsigned wait_seconds;
    int64_t wait_position;
};

void reply_end(struct reply *reply); /* frees body and stream */

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
