/* The changes that a booth replicates, as a body made while it is sent: to the booth itself, or as a file for a USB
 * stick. */
#ifndef GH_SERVER_HTTP_CHANGES_STREAM_H
#define GH_SERVER_HTTP_CHANGES_STREAM_H

#include "devices/device.h"
#include "http/reply.h"
#include "http/server.h"
#include "replicate/changes.h"
#include "token/attest.h"

#define NDJSON_TYPE "application/x-ndjson"

/* Sets *out to the passes of the device's campus, from yesterday to seven days ahead (docs/sync-protocol.md#pull). The
 * scope borrows the device's binding. */
enum gh_status GH_MUST_USE changes_scope_of(struct db *db, const struct device *device, tick now,
                                            struct changes_scope *out);

/* How what is streamed is signed. */
enum changes_signed {
    CHANGES_UNSIGNED = 0, /* for older booths */
    CHANGES_CARRIED,      /* a file for a stick: its last line is the seal of token/carried.h for this device */
    CHANGES_PIECES        /* for this device and this request (token/attest.h) */
};

/* Makes the stream and copies the device. nonce: of the request, for CHANGES_PIECES. Returns NULL without memory. */
struct reply_stream *changes_stream_new(const struct server *server, const struct changes_reading *reading,
                                        const struct device *device, enum changes_signed how,
                                        const uint8_t nonce[static ATTEST_NONCE_LEN]);

#endif
