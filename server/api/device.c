/* Endpoints that booths call (docs/sync-protocol.md). */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/changes_stream.h"
#include "api/changes_wait.h"
#include "api/endpoints.h"
#include "devices/device_key.h"
#include "devices/entries.h"
#include "devices/journals.h"
#include "http/device_request.h"
#include "http/server.h"
#include "issue/issuer.h"
#include "records/change.h"
#include "records/pass_claim.h"
#include "records/place_list.h"
#include "replicate/changes.h"
#include "replicate/scope_history.h"
#include "wire/device_key.h"
#include "wire/fingerprint.h"

#define WAIT_MAX_SECONDS 55
#define POSITION_MAX (INT64_C(1) << 53)

/* ---- Enrolment ---- */

static bool read_hex(const json_t *json, const char *name, uint8_t *out, size_t min, size_t max, size_t *len)
{
    const char *text = json_string_value(json_object_get(json, name));
    size_t digits = text ? strlen(text) : 0;
    *len = digits / 2;
    return digits % 2 == 0 && *len >= min && *len <= max &&
           hex_decode(bytes_of_string(text ? text : ""), out, *len) == GH_OK;
}

/* Seals the campus key to the public key that an older device enrols with. Others take it from guards' records. */
static enum gh_status seal_campus_key(const struct request *rq, const struct device *device, char *out)
{
    uint8_t curve[crypto_scalarmult_curve25519_BYTES], box[CAMPUS_KEY_LEN + crypto_box_SEALBYTES];
    if (crypto_sign_ed25519_pk_to_curve25519(curve, device->public_key) != 0 ||
        crypto_box_seal(box, rq->server->vault->campus_key, CAMPUS_KEY_LEN, curve) != 0)
        return GH_MALFORMED;
    hex_encode(BYTES(box, sizeof box), out);
    return GH_OK;
}

static enum gh_status answer_enrolled(struct request *rq, struct reply *reply, const struct device *device)
{
    const bool wrapped = json_is_true(json_object_get(rq->json, "wrapped"));
    char id[UUID_TEXT_SIZE], fingerprint[FINGERPRINT_SIZE],
        root[2 * PUBLIC_KEY_LEN + 1] = "", campus_key[2 * (CAMPUS_KEY_LEN + crypto_box_SEALBYTES) + 1];
    uint8_t root_key[PUBLIC_KEY_LEN];
    enum gh_status status = rq->server->issuer ? issuer_root_key(rq->server->issuer, root_key) : GH_UNKNOWN_KEY;
    if (!status && !wrapped)
        status = seal_campus_key(rq, device, campus_key);
    if (status)
        return status;
    hex_encode(BYTES(root_key, sizeof root_key), root);
    uuid_format(&device->id, id);
    fingerprint_of(device->public_key, root_key, fingerprint);
    return reply_json(rq, reply, 201,
                      json_pack("{s:s, s:s, s:I, s:I, s:s, s:s*, s:s}", "device", id, "name", device->name, "campus",
                                (json_int_t)device->campus, "gate", (json_int_t)device->gate, "root_key", root,
                                "campus_key", wrapped ? NULL : campus_key, "fingerprint", fingerprint));
}

static enum gh_status enrol(struct request *rq, struct reply *reply)
{
    struct device_signature signature;
    struct device device = {0};
    struct device_request wish = {.journal = "", .program = ""};
    uint8_t binding[DEVICE_BINDING_MAX];
    size_t key_len, binding_len = 0;
    const bool has_binding = json_object_get(rq->json, "binding") != NULL;
    if (json_unpack(rq->json, "{s:s, s:s, s?s}", "code", &wish.code, "journal", &wish.journal, "program",
                    &wish.program) != 0 ||
        !wish.journal[0] ||
        !read_hex(rq->json, "public_key", wish.public_key, PUBLIC_KEY_LEN, PUBLIC_KEY_LEN, &key_len) ||
        (has_binding && !read_hex(rq->json, "binding", binding, DEVICE_BINDING_MIN, DEVICE_BINDING_MAX, &binding_len)))
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    wish.binding = BYTES(binding, binding_len);
    enum problem problem = device_signature_read(rq, &signature);
    memcpy(rq->nonce, signature.nonce, sizeof rq->nonce);
    device_time_header(rq, reply, rq->nonce);
    /* Accept a wrong clock here: the signed time of the answer corrects it. */
    if ((problem != PROBLEM_COUNT && problem != PROBLEM_CLOCK) ||
        !device_signature_verify(rq, &signature, wish.public_key))
        return reply_problem(rq, reply, PROBLEM_BAD_SIGNATURE, NULL);
    enum gh_status status = device_enrol(rq->db, rq->server->vault, &wish, rq->now, rq->address, &device);
    sodium_memzero(binding, sizeof binding);
    if (status == GH_DENIED)
        return reply_problem(rq, reply, PROBLEM_BAD_CODE, NULL);
    if (!status)
        status = answer_enrolled(rq, reply, &device);
    device_wipe(&device);
    return status;
}

enum gh_status device_enrol_post(struct request *rq, struct reply *reply)
{
    enum gh_status status = enrol(rq, reply);
    if (!status)
        device_seal_header(rq, reply);
    return status;
}

/* ---- Another key ---- */

/* Both keys have signed: the one that the booth has the request, the one that it wants the proof. A booth that lost the
 * answer asks again, with either of them. */
enum gh_status device_key_post(struct request *rq, struct reply *reply)
{
    struct device_key_change change = {.device = rq->device->id};
    uint8_t proof[DEVICE_KEY_PROOF_LEN], root[PUBLIC_KEY_LEN];
    char fingerprint[FINGERPRINT_SIZE];
    size_t len;
    if (!read_hex(rq->json, "public_key", change.to, PUBLIC_KEY_LEN, PUBLIC_KEY_LEN, &len) ||
        !read_hex(rq->json, "proof", proof, sizeof proof, sizeof proof, &len))
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    memcpy(change.from, rq->device->public_key, sizeof change.from);
    enum gh_status status = rq->server->issuer ? issuer_root_key(rq->server->issuer, root) : GH_UNKNOWN_KEY;
    if (!status && memcmp(change.to, change.from, PUBLIC_KEY_LEN) != 0) {
        if (rq->device->by_key_before || !device_key_proved(&change, proof))
            return reply_problem(rq, reply, PROBLEM_BAD_SIGNATURE, NULL);
        status = device_key_replace(rq->db, rq->device, change.to, rq->now, rq->address);
    }
    if (status)
        return status;
    fingerprint_of(change.to, root, fingerprint);
    return reply_json(rq, reply, 200, json_pack("{s:s}", "fingerprint", fingerprint));
}

/* ---- Changes ---- */

/* Reads the label of the journal that the booth holds. *has is false when an older booth names none. GH_MALFORMED: it
 * is not of its form. */
static enum gh_status read_label(const struct request *rq, bool *has, uint8_t label[static JOURNAL_IDENTITY_LEN])
{
    const char *text = request_query(rq, "journal");
    *has = text && *text;
    if (!*has)
        return GH_OK;
    return strlen(text) == (size_t)2 * JOURNAL_IDENTITY_LEN
               ? hex_decode(bytes_of_string(text), label, JOURNAL_IDENTITY_LEN)
               : GH_MALFORMED;
}

/* What a booth asks for, as it says. */
struct changes_asked {
    int64_t since, until, wait, ping, seal, notes, marks, closed_days, presence, campus_keys, bound, guards, roll_calls,
        policy, plates, bar_ends, roll_ends;
    struct wire_history history;
    bool knows_history, names_journal, has_label; /* names_journal: also where it has none yet */
    uint8_t label[JOURNAL_IDENTITY_LEN];
};

static bool read_asked(const struct request *rq, struct changes_asked *out)
{
    const char *history = request_query(rq, "history");
    *out =
        (struct changes_asked){.knows_history = history != NULL, .names_journal = request_query(rq, "journal") != NULL};
    return !request_query_number(rq, "since", 0, POSITION_MAX, 0, &out->since) &&
           !request_query_number(rq, "until", 0, WIRE_SECONDS_MAX, 0, &out->until) &&
           !request_query_number(rq, "wait", 0, WAIT_MAX_SECONDS, 0, &out->wait) &&
           !request_query_number(rq, "ping", 0, WAIT_MAX_SECONDS, 0, &out->ping) &&
           !request_query_number(rq, "seal", 0, 1, 0, &out->seal) &&
           !request_query_number(rq, "notes", 0, 1, 0, &out->notes) &&
           !request_query_number(rq, "marks", 0, 1, 0, &out->marks) &&
           !request_query_number(rq, "campus_keys", 0, 1, 0, &out->campus_keys) &&
           !request_query_number(rq, "bound", 0, 1, 0, &out->bound) &&
           !request_query_number(rq, "guards", 0, 1, 0, &out->guards) &&
           !request_query_number(rq, "plates", 0, 1, 0, &out->plates) &&
           !request_query_number(rq, "bar_ends", 0, 1, 0, &out->bar_ends) &&
           !request_query_number(rq, "roll_ends", 0, 1, 0, &out->roll_ends) &&
           !request_query_number(rq, "policy", 0, 2, 0, &out->policy) &&
           !request_query_number(rq, "closed_days", 0, 1, 0, &out->closed_days) &&
           !request_query_number(rq, "roll_calls", 0, 1, 0, &out->roll_calls) &&
           !request_query_number(rq, "presence", 0, POSITION_MAX, -1, &out->presence) &&
           !read_label(rq, &out->has_label, out->label) &&
           (!history || strcmp(history, "0") == 0 || !wire_history_parse(bytes_of_string(history), &out->history));
}

/* A booth that does not say what its rows come from may hold those of another history. */
static enum gh_status begin_changes(struct request *rq, const struct changes_asked *asked,
                                    const struct changes_scope *scope, const struct changes_held *held,
                                    struct changes_reading *out)
{
    enum gh_status status = changes_begin(rq->db, held, scope, out);
    bool unsaid = asked->knows_history && asked->since > 0 && !wire_history_known(&asked->history);
    return !status && unsaid && wire_history_known(&out->history) ? GH_CONFLICT : status;
}

static enum gh_status answer_other_history(struct request *rq, struct reply *reply, const struct changes_asked *asked)
{
    OS_LOG(&rq->server->log, OS_LOG_NOTICE, "other-history", os_log_id("device", &rq->device->id),
           os_log_integer("since", asked->since));
    return reply_problem(rq, reply, PROBLEM_OTHER_HISTORY, NULL);
}

static enum gh_status answer_waiting(struct request *rq, struct reply *reply, const struct changes_wait *wait)
{
    reply->stream = changes_wait_new(rq->server, rq->device, wait);
    reply->status = 200;
    reply->content_type = NDJSON_TYPE;
    reply_header(reply, "X-Accel-Buffering", "no"); /* nginx would keep the empty lines */
    return reply->stream ? GH_OK : GH_NO_MEMORY;
}

enum gh_status device_changes_get(struct request *rq, struct reply *reply)
{
    struct changes_asked asked;
    struct changes_scope scope;
    struct changes_reading reading;
    const char *scope_held = request_query(rq, "scope");
    if (!read_asked(rq, &asked))
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    enum gh_status status = changes_scope_of(rq->db, rq->device, rq->now, &scope);
    if (!status && asked.has_label)
        status = journals_acknowledged(rq->db, rq->device, asked.label, &scope.acknowledged);
    if (status)
        return status;
    scope.notes = asked.notes != 0;
    scope.marks = asked.marks != 0;
    scope.campus_keys = asked.campus_keys != 0;
    scope.bound = asked.bound != 0;
    scope.guards_again = asked.guards != 0;
    scope.closed_days = asked.closed_days != 0;
    scope.plates = asked.plates != 0;
    scope.bar_ends = asked.bar_ends != 0;
    scope.roll_ends = asked.roll_ends != 0;
    scope.personal_keep = asked.policy != 0;
    scope.policy_again = asked.policy == 2;
    scope.history = asked.knows_history;
    scope.journals = asked.names_journal;
    bool fits = true;
    if (asked.since > 0 && scope_held)
        status = scope_history_fits(rq->db, scope_held, scope.name, &fits);
    if (status)
        return status;
    if (!fits)
        return reply_problem(rq, reply, PROBLEM_OTHER_SCOPE, NULL);
    scope.presence = asked.presence >= 0;
    scope.roll_calls = asked.roll_calls != 0;
    const struct changes_held held = {.position = asked.since,
                                      .until = tick_from_seconds(asked.until),
                                      .presence = scope.presence ? asked.presence : asked.since,
                                      .history = asked.history};
    status = begin_changes(rq, &asked, &scope, &held, &reading);
    if (status == GH_CONFLICT || (status == GH_ROLLBACK && asked.knows_history))
        return answer_other_history(rq, reply, &asked);
    if (status == GH_ROLLBACK)
        return reply_problem(rq, reply, PROBLEM_SERVER_BEHIND, NULL);
    if (status)
        return status;
    const enum changes_signed how = asked.seal && rq->server->issuer ? CHANGES_PIECES : CHANGES_UNSIGNED;
    bool nothing = reading.position == asked.since && held.presence == asked.since && held.until >= scope.to &&
                   asked.wait > 0 && !scope.guards_again && !scope.policy_again;
    if (nothing && asked.ping > 0 && asked.knows_history) {
        struct changes_wait waiting = {.held = held,
                                       .notes = scope.notes,
                                       .marks = scope.marks,
                                       .campus_keys = scope.campus_keys,
                                       .bound = scope.bound,
                                       .closed_days = scope.closed_days,
                                       .personal_keep = scope.personal_keep,
                                       .plates = scope.plates,
                                       .bar_ends = scope.bar_ends,
                                       .roll_ends = scope.roll_ends,
                                       .presence = scope.presence,
                                       .roll_calls = scope.roll_calls,
                                       .journals = scope.journals,
                                       .has_label = asked.has_label,
                                       .how = how,
                                       .seconds = (unsigned)asked.wait,
                                       .ping_seconds = (unsigned)asked.ping};
        memcpy(waiting.label, asked.label, sizeof waiting.label);
        memcpy(waiting.nonce, rq->nonce, sizeof waiting.nonce);
        return answer_waiting(rq, reply, &waiting);
    }
    if (nothing && !rq->waited) {
        reply->wait_seconds = (unsigned)asked.wait;
        reply->wait_position = asked.since;
        return GH_OK;
    }
    if (!asked.knows_history)
        scope_history_append(reading.scope.name, &reading.history);
    reply->stream = changes_stream_new(rq->server, &reading, rq->device, how, rq->nonce);
    reply->status = 200;
    reply->content_type = NDJSON_TYPE;
    return reply->stream ? GH_OK : GH_NO_MEMORY;
}

/* ---- Entries ---- */

enum gh_status device_entries_reply(struct request *rq, struct reply *reply, const struct device *device,
                                    const uint8_t *label, const struct entries_result *result)
{
    json_t *aside = json_array();
    for (size_t i = 0; i < result->aside_count; i++)
        (void)json_array_append_new(aside, json_pack("{s:I, s:s}", "number", (json_int_t)result->aside[i].number,
                                                     "code", result->aside[i].code));
    if (result->another_journal)
        OS_LOG(&rq->server->log, OS_LOG_WARNING, "another-journal", os_log_id("device", &device->id));
    if (result->aside_count || result->forked)
        OS_LOG(&rq->server->log, OS_LOG_WARNING, "entries-quarantined", os_log_id("device", &device->id),
               os_log_unsigned("aside", result->aside_count), os_log_bool("forked", result->forked));
    json_t *answer = json_pack("{s:I, s:o, s:b, s:b}", "acknowledged", (json_int_t)result->acknowledged, "aside", aside,
                               "gap", result->gap, "forked", result->forked);
    if (label) {
        char text[2 * JOURNAL_IDENTITY_LEN + 1], hash[2 * ENTRY_HASH_LEN + 1];
        hex_encode(BYTES(label, JOURNAL_IDENTITY_LEN), text);
        hex_encode(BYTES(result->hash, ENTRY_HASH_LEN), hash);
        (void)json_object_set_new(answer, "journal", json_string(text));
        if (result->has_hash)
            (void)json_object_set_new(answer, "hash", json_string(hash));
    }
    return reply_json(rq, reply, 200, answer);
}

enum gh_status device_entries_post(struct request *rq, struct reply *reply)
{
    struct entries_result *result = request_alloc(rq, sizeof *result);
    struct entries_source source = {0};
    int64_t oldest, after, first;
    if (!rq->content_type || strcmp(rq->content_type, NDJSON_TYPE) != 0)
        return reply_problem(rq, reply, PROBLEM_UNSUPPORTED_MEDIA_TYPE, NULL);
    if (request_query_number(rq, "oldest", 0, POSITION_MAX, 0, &oldest) ||
        request_query_number(rq, "after", 0, POSITION_MAX, 0, &after) ||
        request_query_number(rq, "first", 1, POSITION_MAX, 1, &first) ||
        read_label(rq, &source.has_label, source.label))
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    source.oldest = (uint64_t)oldest;
    source.after = (uint64_t)after;
    source.first = (uint64_t)first;
    enum gh_status status = entries_take(rq->db, rq->server->vault, rq->device, rq->body, &source, rq->now,
                                         &(struct entries_listener){request_arrived, rq}, result);
    if (status)
        return status;
    return device_entries_reply(rq, reply, rq->device, source.has_label ? source.label : NULL, result);
}

/* ---- Claims ---- */

/* Says who has the pass. A pass that the server does not know is for the booth alone to judge. */
static enum gh_status answer_claim(struct request *rq, struct reply *reply, enum gh_status status,
                                   const struct pass_claim *claim)
{
    if (status && status != GH_NOT_FOUND)
        return status;
    if (!status && claim->held)
        return reply_json(rq, reply, 200,
                          json_pack("{s:s, s:I, s:I}", "outcome", "held", "gate", (json_int_t)claim->gate, "at",
                                    (json_int_t)claim->at));
    return reply_json(rq, reply, 200, json_pack("{s:s}", "outcome", status ? "unknown" : "granted"));
}

enum gh_status device_claims_post(struct request *rq, struct reply *reply)
{
    const struct device *device = rq->device;
    struct pass_claimant by = {.device = device->id, .gate = device->gate};
    struct pass_claim claim = {0};
    struct uuid pass;
    const char *text = "";
    int release = 0;
    if (json_unpack(rq->json, "{s:s, s?b}", "pass", &text, "release", &release) != 0 ||
        uuid_parse(bytes_of_string(text), &pass))
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    if (release) {
        enum gh_status status = pass_claim_end(rq->db, &pass, &device->id);
        return status ? status : reply_empty(reply);
    }
    enum gh_status status = campus_gates(rq->db, device->campus, &by.gates);
    if (!status)
        status = pass_claim_take(rq->db, &pass, &by, &claim);
    return answer_claim(rq, reply, status, &claim);
}

/* ---- Reports ---- */

enum gh_status device_status_post(struct request *rq, struct reply *reply)
{
    bool due = false;
    enum gh_status status = device_report(rq->db, &rq->device->id, rq->json, rq->now);
    if (!status)
        status = device_key_is_due(rq->db, rq->device, rq->now, &due);
    if (status)
        return status;
    return due ? reply_json(rq, reply, 200, json_pack("{s:b}", "rotate_key", 1)) : reply_empty(reply);
}
