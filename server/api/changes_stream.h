/* The changes that a booth replicates, as a body made while it is sent: to the booth itself, or as a file for a USB
 * stick. */
#ifndef GH_SERVER_HTTP_CHANGES_STREAM_H
#define GH_SERVER_HTTP_CHANGES_STREAM_H

#include "devices/device.h"
#include "http/reply.h"
#include "http/server.h"
#include "replicate/changes.h"

#define NDJSON_TYPE "application/x-ndjson"

/* Sets *out to the passes of the device's campus, from yesterday to seven days ahead (docs/sync-protocol.md#pull). The
 * scope borrows the device's binding. */
enum gh_status GH_MUST_USE changes_scope_of(struct db *db, const struct device *device, tick now,
                                            struct changes_scope *out);

/* Makes the stream and copies the device. sealed: appends the signed last line of token/carried.h for this device.
 * Returns NULL without memory. */
struct reply_stream *changes_stream_new(const struct server *server, const struct changes_reading *reading,
                                        const struct device *device, bool sealed);

#endif
