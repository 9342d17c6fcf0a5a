/* HTTP requests to other machines through libcurl: one call, one answer, and whether the request may have arrived. */
#ifndef GH_SERVER_CLIENT_HTTP_CLIENT_H
#define GH_SERVER_CLIENT_HTTP_CLIENT_H

#include <stdbool.h>

#include "base/bytes.h"

#define HTTP_HEADERS_MAX 16
#define HTTP_ANSWER_MAX 8192 /* bytes of an answer's body that are kept */

/* What became of a call. A caller that must not repeat an effect needs the difference. */
enum http_outcome {
    HTTP_NOT_SENT = 0, /* no connection: the other side has not seen the request */
    HTTP_ANSWER_LOST,  /* the request was sent, but no complete answer came back */
    HTTP_ANSWERED
};

struct http_call {
    const char *method, *url;
    const char *headers[HTTP_HEADERS_MAX]; /* "Name: value"; ended by NULL unless full */
    struct bytes body;                     /* len 0: none */
    int timeout_ms;
    /* Where the answer's body goes instead of answer->body, with a NUL; room_size counts the NUL. For answers over
     * HTTP_ANSWER_MAX. NULL: none. */
    char *room;
    size_t room_size;
};

struct http_answer {
    int status; /* as 200; 0 for none */
    char body[HTTP_ANSWER_MAX + 1];
    size_t len;      /* of the body, here or in the caller's room */
    bool cut;        /* the body was longer; only its beginning is kept */
    bool untrusted;  /* no answer, since the other side's certificate does not verify, or the CA file can't be read */
    char error[128]; /* why no answer came, for the log; contains no part of the URL */
};

/* How a request is sent; tests put their own function here. */
struct http_client {
    enum http_outcome (*send)(void *context, const struct http_call *call, struct http_answer *answer);
    void *context; /* borrowed */
};

/* Settings of a client that uses libcurl. ca_file: PEM of additional trust anchors, or NULL. proxy: a URL, or NULL
 * for the environment's. The caller owns *curl and its texts and keeps them while the client is used. Several
 * threads may use one client. */
struct http_curl {
    const char *ca_file, *proxy;
};
/* Readies libcurl for this process and has it wipe all memory that it frees: passwords, recipients and texts pass
 * through it. Call once, before any thread starts. Returns whether it could. */
bool http_client_begin(void);
struct http_client http_client_curl(struct http_curl *curl);

/* Percent-encodes all bytes that RFC 3986 2.3 does not call unreserved. GH_TOO_LONG: out, of size bytes, is too
 * small. */
enum gh_status GH_MUST_USE url_encode(struct bytes text, char *out, size_t size);

#endif
