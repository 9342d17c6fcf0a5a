/* A body that is made while it is sent, as libmicrohttpd's response; packed with gzip where the client takes it. */
#ifndef GH_SERVER_HTTP_BODY_STREAM_H
#define GH_SERVER_HTTP_BODY_STREAM_H

#include <microhttpd.h>

#include "http/reply.h"

/* Takes the stream, also on failure. accept_encoding: the request's header, or NULL. NULL without memory. */
struct MHD_Response *body_stream_response(struct reply_stream *stream, const char *accept_encoding);

#endif
