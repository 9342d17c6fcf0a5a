/* Adds WeCom to the server and to the worker of the outbox. */
#include "open_wecom.h"

void open_wecom(struct open_wecom *wecom, struct server *server, struct worker_options *worker)
{
    wecom->client = (struct wecom_client){
        .pool = server->pool, .vault = server->vault, .http = http_client_curl(&wecom->curl), .clock = server->clock};
    server->wecom = &wecom->client;
    if (worker->channel_count == 0)
        worker->only = "," CHANNEL_NAME_WECOM "," CHANNEL_NAME_WECOM_GROUP ",";
    worker->channels[worker->channel_count++] =
        (struct worker_channel){CHANNEL_NAME_WECOM, channel_wecom(&wecom->client)};
    worker->channels[worker->channel_count++] =
        (struct worker_channel){CHANNEL_NAME_WECOM_GROUP, channel_wecom_group(&wecom->client)};
}
