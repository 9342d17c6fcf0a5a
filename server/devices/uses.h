/* What an entry means for passes: a single-use pass is spent everywhere, and two booths that both let it in while they
 * were offline are a conflict that a person settles (docs/architecture.md#sync). */
#ifndef GH_SERVER_DEVICES_USES_H
#define GH_SERVER_DEVICES_USES_H

#include "devices/device.h"

/* Inside the transaction that stores the entry. */
enum gh_status GH_MUST_USE uses_note(struct db *db, const struct device *device, const struct entry *entry);

#endif
