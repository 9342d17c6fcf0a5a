/* Requests of booths: verification of their signature (RFC 9421), protection against replay, and the signed time of
 * answers (docs/sync-protocol.md). */
#ifndef GH_SERVER_HTTP_DEVICE_REQUEST_H
#define GH_SERVER_HTTP_DEVICE_REQUEST_H

#include "devices/entries.h"
#include "http/reply.h"
#include "wire/http_signature.h"

/* The fields of a signature, before the device is known. */
struct device_signature {
    struct http_signature_input input;
    uint8_t nonce[HTTP_NONCE_LEN];
};

/* Reads the signature's fields. Checks that it covers all required components, the body's digest and the time of
 * signing. Returns PROBLEM_COUNT when all is well. Sets `out` as far as it could be read. */
enum problem device_signature_read(const struct request *rq, struct device_signature *out);
/* Verifies the signature with the device's public key. */
bool device_signature_verify(const struct request *rq, const struct device_signature *signature,
                             const uint8_t public_key[static PUBLIC_KEY_LEN]);

/* Finds the device and verifies its signature from the head alone, before the body has arrived. Returns PROBLEM_COUNT
 * for a known device. A revoked one is refused once its body is there: only then is the answer signed. */
enum problem device_known(struct request *rq, struct db *db);
/* Finds the device, verifies its signature, rejects replays and sets rq->device. revoked_may: admits a revoked device
 * too. db: a connection that can write. Returns PROBLEM_COUNT when the request may go on. */
enum problem device_admit(struct request *rq, struct db *db, bool revoked_may);

/* Adds the Gatehouse-Time header for the nonce of this request. Adds nothing without an issuer or a nonce. */
void device_time_header(struct request *rq, struct reply *reply, const uint8_t nonce[static HTTP_NONCE_LEN]);
/* Adds Gatehouse-Seal and Gatehouse-Keys: what the server signs of this answer, and the key set that verifies it. Call
 * it last. Adds nothing to a stream, whose pieces are signed, and nothing without an issuer or a nonce. */
void device_seal_header(struct request *rq, struct reply *reply);
/* Replies with the result of entries, for both ways in which booths hand them up. */
enum gh_status device_entries_reply(struct request *rq, struct reply *reply, const struct device *device,
                                    const uint8_t *label, const struct entries_result *result);

#endif
