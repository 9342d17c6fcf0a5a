/* A body that is made while it is sent, as a response of libmicrohttpd. Compresses it with gzip when the client accepts
 * that. */
#ifndef GH_SERVER_HTTP_BODY_STREAM_H
#define GH_SERVER_HTTP_BODY_STREAM_H

#include <microhttpd.h>

#include "http/reply.h"

/* Makes the response and takes the stream, also on failure. accept_encoding: the request's header, or NULL. Returns
 * NULL without memory. */
struct MHD_Response *body_stream_response(struct reply_stream *stream, const char *accept_encoding);

#endif
