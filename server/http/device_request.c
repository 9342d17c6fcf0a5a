/* Verifies the signatures of booths' requests and signs the time of answers. */
#include "http/device_request.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "devices/device_key.h"
#include "http/server.h"
#include "issue/issuer.h"
#include "token/server_time.h"

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* The components that a device's signature may cover, with their values here (RFC 9421, 2.1 and 2.2). */
#define COMPONENTS 6
static void name_components(const struct request *rq, struct http_component out[static COMPONENTS])
{
    const char *const pairs[COMPONENTS][2] = {
        {"@method", rq->method},
        {"@authority", or_empty(rq->host)},
        {"@path", rq->path},
        {"@query", rq->raw_query ? rq->raw_query : "?"},
        {"content-digest", or_empty(rq->content_digest)},
        {"content-type", or_empty(rq->content_type)},
    };
    for (size_t i = 0; i < COMPONENTS; i++)
        out[i] = (struct http_component){bytes_of_string(pairs[i][0]), bytes_of_string(pairs[i][1])};
}

static bool read_nonce(struct bytes text, uint8_t out[static HTTP_NONCE_LEN])
{
    size_t len = 0;
    return text.len == HTTP_NONCE_TEXT &&
           sodium_base642bin(out, HTTP_NONCE_LEN, (const char *)text.data, text.len, NULL, &len, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           len == HTTP_NONCE_LEN;
}

enum problem device_signature_read(const struct request *rq, struct device_signature *out)
{
    static const char *const always[] = {"@method", "@authority", "@path", "@query"};
    static const char *const with_body[] = {"content-digest", "content-type"};
    memset(out, 0, sizeof *out);
    if (!rq->signature_input || !rq->signature ||
        http_signature_input_parse(bytes_of_string(rq->signature_input), HTTP_LABEL, &out->input) ||
        !read_nonce(out->input.nonce, out->nonce) || !http_signature_covers(&out->input, always, 4))
        return PROBLEM_BAD_SIGNATURE;
    if (rq->body.len > 0 && (!http_signature_covers(&out->input, with_body, 2) || !rq->content_digest ||
                             http_digest_check(bytes_of_string(rq->content_digest), rq->body)))
        return PROBLEM_BAD_SIGNATURE;
    tick off = tick_from_seconds(out->input.created) - rq->now;
    return off > DEVICE_NONCE_WINDOW || off < -DEVICE_NONCE_WINDOW ? PROBLEM_CLOCK : PROBLEM_COUNT;
}

bool device_signature_verify(const struct request *rq, const struct device_signature *signature,
                             const uint8_t public_key[static PUBLIC_KEY_LEN])
{
    struct http_component known[COMPONENTS];
    name_components(rq, known);
    return http_signature_verify(&signature->input, bytes_of_string(rq->signature), HTTP_LABEL, known, COMPONENTS,
                                 public_key) == GH_OK;
}

static enum problem find_signer(struct request *rq, struct db *db, const struct device_signature *signature,
                                struct device *device)
{
    struct uuid id;
    if (uuid_parse(signature->input.keyid, &id))
        return PROBLEM_UNKNOWN_DEVICE;
    enum gh_status status = device_load(db, rq->server->vault, &id, device);
    if (status)
        return status == GH_NOT_FOUND ? PROBLEM_UNKNOWN_DEVICE : problem_of_status(status);
    if (!device_signature_verify(rq, signature, device->public_key)) {
        device->by_key_before = device->has_key_before && rq->now - device->key_since <= DEVICE_KEY_GRACE &&
                                device_signature_verify(rq, signature, device->key_before);
        if (!device->by_key_before)
            return PROBLEM_BAD_SIGNATURE;
    }
    rq->signer = id;
    return PROBLEM_COUNT;
}

/* Only a known device learns that its clock is wrong: the signed time of the answer corrects it. */
enum problem device_admit(struct request *rq, struct db *db, bool revoked_may)
{
    struct device_signature signature;
    struct device *device = request_alloc(rq, sizeof *device);
    enum problem read = device_signature_read(rq, &signature);
    memcpy(rq->nonce, signature.nonce, sizeof rq->nonce);
    if (read != PROBLEM_COUNT && read != PROBLEM_CLOCK)
        return read;
    enum problem problem = find_signer(rq, db, &signature, device);
    if (problem != PROBLEM_COUNT || read != PROBLEM_COUNT)
        return problem != PROBLEM_COUNT ? problem : read;
    if (!rq->waited) {
        enum gh_status status = device_seen(db, &device->id, signature.input.nonce, rq->now);
        if (status)
            return status == GH_CONFLICT ? PROBLEM_REPLAYED : problem_of_status(status);
    }
    if (!device->active && !revoked_may)
        return PROBLEM_DEVICE_REVOKED;
    rq->device = device;
    return PROBLEM_COUNT;
}

enum problem device_known(struct request *rq, struct db *db)
{
    struct device_signature signature;
    struct device *device = request_alloc(rq, sizeof *device);
    enum problem problem = device_signature_read(rq, &signature);
    if (problem == PROBLEM_COUNT || problem == PROBLEM_CLOCK) /* it learns the time when its body is there */
        problem = find_signer(rq, db, &signature, device);
    device_wipe(device);
    return problem;
}

void device_time_header(struct request *rq, struct reply *reply, const uint8_t nonce[static HTTP_NONCE_LEN])
{
    char *text = request_alloc(rq, SERVER_TIME_TEXT_MAX);
    if (!rq->server->issuer || sodium_is_zero(nonce, HTTP_NONCE_LEN))
        return;
    if (!issuer_sign_time(rq->server->issuer, rq->now, nonce, text))
        reply_header(reply, "Gatehouse-Time", text);
}

void device_seal_header(struct request *rq, struct reply *reply)
{
    struct issuer *issuer = rq->server->issuer;
    if (!issuer || reply->stream || reply->wait_seconds || sodium_is_zero(rq->nonce, sizeof rq->nonce))
        return;
    char *seal = request_alloc(rq, ATTEST_TEXT_MAX), *keys = request_alloc(rq, ATTEST_KEYS_TEXT_MAX);
    struct attest_claims claims = {
        .what = ATTEST_ANSWER, .device = rq->signer, .number = (uint64_t)reply->status, .len = reply->len};
    memcpy(claims.nonce, rq->nonce, sizeof claims.nonce);
    attest_digest(BYTES(reply->body, reply->len), claims.digest);
    if (issuer_keys_text(issuer, keys) || issuer_attest(issuer, rq->now, &claims, seal))
        return; /* the booth takes nothing that is not signed, and says so */
    reply_header(reply, "Gatehouse-Seal", seal);
    reply_header(reply, "Gatehouse-Keys", keys);
}
