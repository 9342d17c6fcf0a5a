/* HTTP to other machines, through libcurl: one call, one answer, and whether it may have arrived. */
#ifndef GH_SERVER_CLIENT_HTTP_CLIENT_H
#define GH_SERVER_CLIENT_HTTP_CLIENT_H

#include "base/bytes.h"

#define HTTP_HEADERS_MAX 16
#define HTTP_ANSWER_MAX 8192 /* bytes of an answer's body that are kept */

/* A caller that must not do a thing twice needs to know which of these it was. */
enum http_outcome {
    HTTP_NOT_SENT = 0, /* no connection: nobody has seen the request */
    HTTP_ANSWER_LOST,  /* it went out, and no whole answer came back */
    HTTP_ANSWERED
};

struct http_call {
    const char *method, *url;
    const char *headers[HTTP_HEADERS_MAX]; /* "Name: value"; NULL ends them */
    struct bytes body;                     /* len 0: none */
    int timeout_ms;
};

struct http_answer {
    int status; /* 200, ... */
    char body[HTTP_ANSWER_MAX + 1];
    size_t len;
    char error[128]; /* why there is no answer, for the log; holds no part of the URL */
};

struct http_client {
    enum http_outcome (*send)(void *context, const struct http_call *call, struct http_answer *answer);
    void *context; /* borrowed */
};

/* libcurl in earnest. ca_file: PEM of additional trust, or NULL; proxy: URL, or NULL for the environment's. Texts are
 * borrowed by *curl, which the caller owns. A client may be used by several threads. */
struct http_curl {
    const char *ca_file, *proxy;
};
struct http_client http_client_curl(struct http_curl *curl);

/* Percent-encodes what RFC 3986 2.3 does not leave unreserved. GH_TOO_LONG when out, of size bytes, does not hold it.
 */
enum gh_status GH_MUST_USE url_encode(struct bytes text, char *out, size_t size);

#endif
