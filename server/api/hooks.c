/* Endpoints for delivery reports from SMS gateways. */
#include <sodium.h>
#include <string.h>

#include "api/endpoints.h"
#include "http/server.h"
#include "notify/outbox.h"

/* The dlr-mask values that we request from Kannel (user's guide, "Delivery reports"). */
#define KANNEL_DELIVERED 1
#define KANNEL_NOT_DELIVERED 2

static bool knows_key(const struct request *rq, const struct uuid *id)
{
    const char *key = request_query(rq, "key");
    char text[UUID_TEXT_SIZE], wanted[OUTBOX_REPORT_KEY_SIZE];
    uuid_format(id, text);
    outbox_report_key(rq->server->vault, text, wanted);
    bool same = key && strlen(key) == sizeof wanted - 1 && sodium_memcmp(key, wanted, sizeof wanted - 1) == 0;
    sodium_memzero(wanted, sizeof wanted);
    return same;
}

enum gh_status kannel_report_get(struct request *rq, struct reply *reply)
{
    const char *message = request_query(rq, "message");
    struct uuid id;
    int64_t state;
    /* A caller without the key learns nothing, not even that the path exists. */
    if (!message || uuid_parse(bytes_of_string(message), &id) || !knows_key(rq, &id))
        return GH_NOT_FOUND;
    enum gh_status status =
        request_query_number(rq, "status", KANNEL_DELIVERED, KANNEL_NOT_DELIVERED, KANNEL_DELIVERED, &state);
    if (!status)
        status = outbox_report(rq->db, &id, state == KANNEL_DELIVERED, rq->now);
    return status ? status : reply_empty(reply);
}
