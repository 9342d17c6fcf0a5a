/* Endpoints for offline booths: files that are carried to them, and their records on the way back
 * (docs/sync-protocol.md). */
#include <sodium.h>
#include <string.h>

#include "act/box.h"
#include "api/application_reply.h"
#include "api/changes_stream.h"
#include "api/endpoints.h"
#include "devices/device_key.h"
#include "http/device_request.h"
#include "records/audit.h"
#include "token/carried.h"

static enum gh_status load(struct request *rq, struct device *out, char id_text[static UUID_TEXT_SIZE])
{
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = device_load(rq->db, rq->server->vault, &id, out);
    if (!status && !scope_covers(rq->scope, out->campus)) {
        device_wipe(out);
        status = GH_NOT_FOUND;
    }
    if (!status)
        uuid_format(&id, id_text);
    return status;
}

static enum gh_status begin(struct request *rq, struct reply *reply, const struct device *device)
{
    static const struct changes_held nothing;
    struct changes_scope scope;
    struct changes_reading reading;
    enum gh_status status = changes_scope_of(rq->db, device, rq->now, &scope);
    /* A stick brings all that the network does. The seal names the journal that `acknowledged` counts. */
    scope.personal_keep = scope.policy_again = scope.plates = scope.bar_ends = true;
    scope.presence = scope.roll_calls = scope.notes = scope.marks = scope.closed_days = true;
    scope.campus_keys = scope.bound = scope.roll_ends = true;
    scope.acknowledged = device->acknowledged;
    if (!status)
        status = changes_begin(rq->db, &nothing, &scope, &reading);
    if (status)
        return status;
    reply->stream = changes_stream_new(rq->server, &reading, device, CHANGES_CARRIED, rq->nonce);
    return reply->stream ? GH_OK : GH_NO_MEMORY;
}

/* A copy of a booth's data leaves the server, so the audit trail records who fetched it. */
enum gh_status device_snapshot_post(struct request *rq, struct reply *reply)
{
    struct device device = {0};
    struct audit_act act = audit_act_of(rq);
    char id[UUID_TEXT_SIZE];
    enum gh_status status = load(rq, &device, id);
    if (!status)
        status = rq->server->issuer ? device_snapshot_taken(&act, &device) : GH_UNKNOWN_KEY;
    if (!status)
        status = begin(rq, reply, &device);
    device_wipe(&device);
    if (status)
        return status;
    reply->status = 200;
    reply->content_type = NDJSON_TYPE;
    reply_header(reply, "Content-Disposition", request_text(rq, "attachment; filename=\"gatehouse-%s.snapshot\"", id));
    return GH_OK;
}

/* Verifies the seal of a stick with the booth's key. A stick may have been written before the booth replaced it. */
static enum gh_status verify(const struct request *rq, const struct device *device, struct bytes seal,
                             struct carried_claims *claims)
{
    struct keyset keys;
    uint8_t before[DEVICE_KEYS_CARRIED_MAX][PUBLIC_KEY_LEN];
    size_t count = 0;
    carried_keyset_of(device->public_key, &keys);
    enum gh_status status = carried_verify(seal, &keys, claims);
    if (!status || status == GH_MALFORMED || status == GH_UNSUPPORTED ||
        device_keys_before(rq->db, &device->id, rq->now, before, &count))
        return status;
    for (size_t i = 0; status && i < count; i++) {
        carried_keyset_of(before[i], &keys);
        status = carried_verify(seal, &keys, claims);
    }
    return status;
}

/* Splits the body into lines and their seal, and verifies the seal. */
static enum problem open_carried(const struct request *rq, const struct device *device, struct bytes *lines,
                                 struct carried_claims *claims)
{
    uint8_t digest[CARRIED_DIGEST_LEN];
    struct bytes body = rq->body;
    if (body.len == 0 || body.data[body.len - 1] != '\n')
        return PROBLEM_BAD_REQUEST;
    size_t end = body.len - 1, begin = end;
    while (begin > 0 && body.data[begin - 1] != '\n')
        begin--;
    *lines = BYTES(body.data, begin);
    (void)crypto_hash_sha256(digest, lines->data, lines->len);
    enum gh_status status = verify(rq, device, BYTES(body.data + begin, end - begin), claims);
    if (status == GH_MALFORMED || status == GH_UNSUPPORTED)
        return PROBLEM_BAD_REQUEST;
    if (status || claims->what == CARRIED_SNAPSHOT || !uuid_equal(&claims->device, &device->id) ||
        memcmp(digest, claims->digest, sizeof digest) != 0)
        return PROBLEM_BAD_SIGNATURE;
    return PROBLEM_COUNT;
}

/* Settles each box. The booth learns of it with its next snapshot. The count of acknowledged entries stays. */
static enum gh_status take_boxes(struct request *rq, const struct device *device, enum carried_what what,
                                 struct bytes lines, struct entries_result *result)
{
    const struct act_context context = act_context_of(rq);
    struct box_settled *settled = request_alloc(rq, BOX_LINES_MAX * sizeof *settled);
    size_t count = 0;
    *result = (struct entries_result){.acknowledged = device->acknowledged};
    return settled ? box_take_lines(&context, device, lines, what == CARRIED_BOXES, settled, &count) : GH_NO_MEMORY;
}

static enum gh_status note_carried(const struct request *rq, const struct uuid *device)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("device", device, subject);
    return audit_write(
        rq->db, &(struct audit_entry){rq->now, rq->session->account, "device-stick-taken", subject, "", rq->address});
}

static enum gh_status take_source(struct request *rq, const struct device *device, struct bytes lines,
                                  const struct entries_source *source, struct entries_result *result)
{
    return entries_take(rq->db, rq->server->vault, device, lines, source, rq->now,
                        &(struct entries_listener){request_arrived, rq}, result);
}

/* Takes entries under the label of their journal. Where the server has others under these numbers, a booth at a network
 * would hand them up again under a new label. Nobody can tell this one, so they are quarantined. */
static enum gh_status take_entries(struct request *rq, const struct device *device, const struct carried_claims *claims,
                                   struct bytes lines, struct entries_result *result)
{
    struct entries_source source = {
        .oldest = claims->number, .has_label = claims->has_journal, .first = claims->first ? claims->first : 1};
    memcpy(source.label, claims->journal, sizeof source.label);
    enum gh_status status = take_source(rq, device, lines, &source, result);
    if (status || !source.has_label || !result->forked)
        return status;
    return take_source(rq, device, lines, &(struct entries_source){.oldest = claims->number}, result);
}

enum gh_status device_carried_post(struct request *rq, struct reply *reply)
{
    struct device device = {0};
    struct carried_claims claims = {0};
    struct bytes lines = BYTES(NULL, 0);
    struct entries_result *result = request_alloc(rq, sizeof *result);
    char id[UUID_TEXT_SIZE];
    if (!result)
        return GH_NO_MEMORY;
    if (!rq->content_type || strcmp(rq->content_type, NDJSON_TYPE) != 0)
        return reply_problem(rq, reply, PROBLEM_UNSUPPORTED_MEDIA_TYPE, NULL);
    enum gh_status status = load(rq, &device, id);
    if (!status) {
        enum problem problem = open_carried(rq, &device, &lines, &claims);
        if (problem != PROBLEM_COUNT) {
            device_wipe(&device);
            return reply_problem(rq, reply, problem, NULL);
        }
        status = claims.what == CARRIED_ENTRIES ? take_entries(rq, &device, &claims, lines, result)
                                                : take_boxes(rq, &device, claims.what, lines, result);
    }
    if (!status)
        status = note_carried(rq, &device.id);
    if (!status)
        status = device_entries_reply(rq, reply, &device, NULL, result);
    device_wipe(&device);
    return status;
}
