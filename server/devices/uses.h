/* Uses of passes. A single-use pass is spent at every booth. Two offline booths that both admit it cause a conflict,
 * which a person settles (docs/architecture.md#sync). */
#ifndef GH_SERVER_DEVICES_USES_H
#define GH_SERVER_DEVICES_USES_H

#include "devices/device.h"

/* Records what an entry means for its pass, by use_rule.h. gates: those of the booth's campus, as bits. *first: it is
 * the first admission of the pass. A second use is an exception. Call it in the transaction that stores the entry. */
enum gh_status GH_MUST_USE uses_note(struct db *db, const struct device *device, uint16_t gates,
                                     const struct entry *entry, tick now, bool *first);

#endif
