/* The answer to a request: JSON, a problem (RFC 9457), a page, or nothing. */
#ifndef GH_SERVER_HTTP_REPLY_H
#define GH_SERVER_HTTP_REPLY_H

#include "http/problem.h"
#include "http/request.h"

#define REPLY_HEADERS_MAX 8

/* A growing buffer of bytes. */
struct reply_buffer {
    char *data; /* owned */
    size_t len, cap;
};
/* Appends data. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE reply_buffer_put(struct reply_buffer *buffer, struct bytes data);

/* A body that is made piece by piece while it is sent, after the request has ended. */
struct reply_stream {
    /* next() sets it when nothing more is there yet: it is called again at this time (CLOCK_BOOTTIME), or as soon as
     * the change sequence has left wait_position. 0: it is called again at once. */
    int64_t wait_until_ns, wait_position;
    bool wait_over; /* the sequence has left wait_position, or the server stops: wait no more */
    bool packed;    /* the body is compressed by itself: gzip would gain nothing */
    /* Appends the next piece and sets *done with the last one. A failure cuts the connection, so that the client can't
     * mistake a part for the whole. */
    enum gh_status (*next)(struct reply_stream *stream, struct reply_buffer *out, bool *done);
    void (*end)(struct reply_stream *stream); /* frees the stream */
};

struct reply {
    int status;
    const char *content_type; /* literal */
    char *body;               /* owned: free(); NULL for none */
    size_t len;
    struct request_pair headers[REPLY_HEADERS_MAX]; /* values must live as long as the request */
    size_t header_count;
    /* Origins whose pages may frame the answer, separated by blanks; must live as long as the request. NULL: none. */
    const char *frame_ancestors;
    struct reply_stream *stream; /* owned; replaces the body */
    /* Nonzero: no answer yet. The request is dispatched again, with `waited` set, once the change sequence has passed
     * wait_position or wait_seconds have passed. */
    unsigned wait_seconds;
    int64_t wait_position;
};

void reply_end(struct reply *reply); /* frees body and stream */

/* Replies with JSON and takes the reference. NULL, or JSON that can't be written, becomes PROBLEM_INTERNAL. */
enum gh_status reply_json(struct request *rq, struct reply *reply, int status, json_t *json);
/* Replies with 204 and no body. */
enum gh_status reply_empty(struct reply *reply);
/* Replies with a copy of `body`. */
enum gh_status reply_bytes(struct request *rq, struct reply *reply, int status, const char *content_type,
                           struct bytes body);
/* Replies with a problem, its in the request's language. errors: takes the reference; NULL for none. */
enum gh_status reply_problem(struct request *rq, struct reply *reply, enum problem problem, json_t *errors);
/* Adds a header. name: a literal. value: must live as long as the request. */
void reply_header(struct reply *reply, const char *name, const char *value);

/* Appends {"path": …, "code": …, "message": …} to *errors. Makes the array when it is NULL. Translates the message. */
void errors_add(struct request *rq, json_t **errors, const char *path, const char *code, const char *message);

#endif
