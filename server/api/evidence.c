/* Pictures of vehicles: from the booths, and for whoever reviews their entries. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "act/car_picture.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "http/device_request.h"
#include "http/server.h"

enum gh_status device_evidence_post(struct request *rq, struct reply *reply)
{
    const struct act_context context = act_context_of(rq);
    struct uuid id;
    bool taken = false;
    if (!rq->content_type || strcmp(rq->content_type, "application/octet-stream") != 0)
        return reply_problem(rq, reply, PROBLEM_UNSUPPORTED_MEDIA_TYPE, NULL);
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = car_picture_take(&context, rq->device, &id, rq->body, &taken);
    if (status)
        return status;
    OS_LOG(&rq->server->log, taken ? OS_LOG_INFO : OS_LOG_WARNING, "evidence", os_log_id("device", &rq->device->id),
           os_log_id("entry", &id), os_log_bool("taken", taken));
    return reply_json(rq, reply, 200, json_pack("{s:b}", "taken", taken));
}

enum gh_status entry_picture_get(struct request *rq, struct reply *reply)
{
    const struct act_context context = act_context_of(rq);
    struct uuid id;
    uint8_t *photo;
    size_t len;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = car_picture_view(&context, rq->session, &id, &photo, &len);
    if (status)
        return status;
    status = reply_bytes(rq, reply, 200, "image/jpeg", BYTES(photo, len));
    sodium_memzero(photo, len);
    free(photo);
    return status;
}
