/* Sends a file of the built pages or of the built help. */
#ifndef GH_SERVER_API_WEB_SEND_H
#define GH_SERVER_API_WEB_SEND_H

#include "http/reply.h"
#include "http/request.h"
#include "http/web_files.h"

/* Replies with a file by its path without a leading slash, compressed where the client accepts it. files: NULL for
 * none. GH_NOT_FOUND. */
enum gh_status web_send(struct request *rq, struct reply *reply, const struct web_files *files, const char *path);

#endif
