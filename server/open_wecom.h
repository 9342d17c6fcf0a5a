/* WeCom as part of the running server: its client and its two channels of the outbox. */
#ifndef GH_SERVER_OPEN_WECOM_H
#define GH_SERVER_OPEN_WECOM_H

#include "http/server.h"
#include "notify/worker.h"
#include "wecom/channel.h"

struct open_wecom {
    struct http_curl curl;
    struct wecom_client client;
};

/* Adds the channels to the worker's, and the client to the server. WeCom is set up on a page while the server runs, so
 * that both are always there. Without another channel the worker leaves the messages of the others alone. *wecom must
 * outlive both. */
void open_wecom(struct open_wecom *wecom, struct server *server, struct worker_options *worker);

#endif
