/* Endpoints for sealed boxes (core/wire/box.h) from booths, and for their pictures. */
#include <string.h>

#include "act/box.h"
#include "api/application_reply.h"
#include "api/changes_stream.h"
#include "api/endpoints.h"
#include "http/device_request.h"
#include "http/server.h"

#define NUMBER_MAX (INT64_C(1) << 53)

/* ---- For booths ---- */

static void log_settled(struct request *rq, const struct box *box, const struct box_answer *answer)
{
    OS_LOG(&rq->server->log, answer->taken ? OS_LOG_INFO : OS_LOG_WARNING, "box-settled",
           os_log_word("kind", box_kind_name(box->kind)), os_log_id("device", &rq->device->id),
           os_log_id("box", &box->id), os_log_bool("taken", answer->taken),
           os_log_word("reason", walk_up_reason_name(answer->reason)));
}

static bool has_type(const struct request *rq, const char *type)
{
    return rq->content_type && strcmp(rq->content_type, type) == 0;
}

/* id: index of the path parameter with the box's id. */
static enum gh_status take(struct request *rq, struct reply *reply, struct box *box, int id)
{
    const struct act_context context = act_context_of(rq);
    struct box_answer answer;
    if (!has_type(rq, "application/octet-stream"))
        return reply_problem(rq, reply, PROBLEM_UNSUPPORTED_MEDIA_TYPE, NULL);
    enum gh_status status = request_parameter_id(rq, id, &box->id);
    const struct box_arrival arrival = {rq->device, *box, rq->body};
    if (!status)
        status = box_take(&context, &arrival, &answer);
    if (status)
        return status;
    log_settled(rq, box, &answer);
    return reply_json(rq, reply, 200,
                      answer.reason == WALK_UP_BY_PEOPLE ? json_pack("{s:b}", "taken", answer.taken)
                                                         : json_pack("{s:b, s:s}", "taken", answer.taken, "reason",
                                                                     walk_up_reason_name(answer.reason)));
}

enum gh_status device_box_post(struct request *rq, struct reply *reply)
{
    struct box box = {.kind = box_kind_from_name(bytes_of_string(rq->parameters[0]))};
    int64_t number, clock_trusted;
    if (!box.kind)
        return GH_NOT_FOUND;
    if (request_query_number(rq, "number", 1, NUMBER_MAX, 0, &number) ||
        request_query_number(rq, "at", 0, WIRE_SECONDS_MAX * TICK_SECOND, 0, &box.at) ||
        request_query_number(rq, "clock_trusted", 0, 1, 0, &clock_trusted) || number == 0)
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    box.number = (uint64_t)number;
    box.clock_trusted = clock_trusted != 0;
    return take(rq, reply, &box, 1);
}

/* ---- For booths installed before boxes had a common path ---- */

enum gh_status device_emergency_post(struct request *rq, struct reply *reply)
{
    return take(rq, reply, &(struct box){.kind = BOX_EMERGENCY}, 0);
}

enum gh_status device_evidence_post(struct request *rq, struct reply *reply)
{
    return take(rq, reply, &(struct box){.kind = BOX_CAR_PICTURE}, 0);
}

static json_t *settled_json(const struct box_settled *one)
{
    char id[UUID_TEXT_SIZE];
    uuid_format(&one->box.id, id);
    return json_pack("{s:s, s:s}", "id", id, "reason", walk_up_reason_name(one->answer.reason));
}

enum gh_status device_applications_post(struct request *rq, struct reply *reply)
{
    const struct act_context context = act_context_of(rq);
    struct box_settled *settled = request_alloc(rq, BOX_LINES_MAX * sizeof *settled);
    size_t count = 0;
    if (!settled)
        return GH_NO_MEMORY;
    if (!has_type(rq, NDJSON_TYPE))
        return reply_problem(rq, reply, PROBLEM_UNSUPPORTED_MEDIA_TYPE, NULL);
    enum gh_status status = box_take_lines(&context, rq->device, rq->body, false, settled, &count);
    if (status)
        return status;
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(list, settled_json(&settled[i]));
        log_settled(rq, &settled[i].box, &settled[i].answer);
    }
    return reply_json(rq, reply, 200, json_pack("{s:o}", "settled", list));
}

/* ---- For people ---- */

static enum gh_status show(struct request *rq, struct reply *reply, enum box_kind kind)
{
    const struct act_context context = act_context_of(rq);
    struct uuid id;
    uint8_t *photo;
    size_t len;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = box_open_photo(&context, rq->session, rq->scope, kind, &id, &photo, &len);
    if (status)
        return status;
    status = reply_bytes(rq, reply, 200, "image/jpeg", BYTES(photo, len));
    seal_wipe(photo, len);
    return status;
}

enum gh_status emergency_photo_get(struct request *rq, struct reply *reply)
{
    return show(rq, reply, BOX_EMERGENCY);
}

enum gh_status entry_picture_get(struct request *rq, struct reply *reply)
{
    return show(rq, reply, BOX_CAR_PICTURE);
}
