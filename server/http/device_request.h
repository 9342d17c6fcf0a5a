/* Requests of booths: whose key signed them (RFC 9421), whether they are new, and the signed time that answers carry
 * (docs/sync-protocol.md). */
#ifndef GH_SERVER_HTTP_DEVICE_REQUEST_H
#define GH_SERVER_HTTP_DEVICE_REQUEST_H

#include "devices/entries.h"
#include "http/reply.h"
#include "wire/http_signature.h"

/* What a signature says before anybody is known by it. */
struct device_signature {
    struct http_signature_input input;
    uint8_t nonce[HTTP_NONCE_LEN];
};

/* Reads the signature's fields, checks that all that must be is covered, that the body is the digest's, and when it was
 * made. Returns PROBLEM_COUNT when all is well. out is set as far as it could be read. */
enum problem device_signature_read(const struct request *rq, struct device_signature *out);
/* The signature itself. */
bool device_signature_verify(const struct request *rq, const struct device_signature *signature,
                             const uint8_t public_key[static PUBLIC_KEY_LEN]);

/* Finds the device, checks its signature and that it comes for the first time; rq->device is set then. revoked_may: a
 * revoked one is let in too. db: writing. PROBLEM_COUNT when it may go on. */
enum problem device_admit(struct request *rq, struct db *db, bool revoked_may);

/* Gatehouse-Time, for the nonce of this request; nothing without an issuer or a nonce. */
void device_time_header(struct request *rq, struct reply *reply, const uint8_t nonce[static HTTP_NONCE_LEN]);
/* What became of entries, as both ways of handing them up answer it. */
enum gh_status device_entries_reply(struct request *rq, struct reply *reply, const struct device *device,
                                    const struct entries_result *result);

#endif
