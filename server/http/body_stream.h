/* A body that is made while it is sent, as a response of libmicrohttpd. Compresses it with gzip when the client accepts
 * that. */
#ifndef GH_SERVER_HTTP_BODY_STREAM_H
#define GH_SERVER_HTTP_BODY_STREAM_H

#include <microhttpd.h>

#include "http/reply.h"

/* How a stream that has nothing yet waits. */
struct body_wait {
    /* Suspends the connection until the sequence has left the position or the time has come. libmicrohttpd then asks
     * for more of the body. */
    void (*wait)(void *context, int64_t position, int64_t until_ns);
    bool (*over)(void *context); /* how the last wait ended: reply_stream.wait_over */
    void *context;               /* must live as long as the response */
    uint64_t *sent;              /* counts the bytes that were handed to the connection; NULL: nobody asks */
};

/* Makes the response and takes the stream, also on failure. accept_encoding: the request's header, or NULL. wait:
 * copied; NULL for streams that never wait. Returns NULL without memory. */
struct MHD_Response *body_stream_response(struct reply_stream *stream, const char *accept_encoding,
                                          const struct body_wait *wait);

#endif
