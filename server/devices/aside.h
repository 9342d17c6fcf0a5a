/* What a booth sent that could not be used: kept whole, sealed, once, for a person to look at. */
#ifndef GH_SERVER_DEVICES_ASIDE_H
#define GH_SERVER_DEVICES_ASIDE_H

#include "devices/device.h"

/* content: its first ENTRY_LINE_MAX bytes are kept; the same content of a device is kept once. number: of the entry,
 * 0 when it has none. code: a stable word. Inside a transaction or not. */
enum gh_status GH_MUST_USE aside_keep(struct db *db, const struct vault *vault, const struct device *device,
                                      struct bytes content, uint64_t number, const char *code, tick now);

#endif
