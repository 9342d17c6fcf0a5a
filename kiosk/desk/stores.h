/* The journal and the replica under the desk: opens what can be opened, keeps the fault of what can not. */
#ifndef GH_KIOSK_DESK_STORES_H
#define GH_KIOSK_DESK_STORES_H

#include "desk/desk.h"

/* Opens what is not open, reads anew what has changed. True when the replica was read: what it says of the journal's
 * boxes may have changed. */
bool desk_open_stores(struct desk *desk);
/* Closes the journal with the fault that it showed; the next desk_open_stores() opens it anew. GH_GONE: it is put back
 * first, and no entry is written until then. */
void desk_drop_journal(struct desk *desk, enum gh_status status);
/* Closes both. */
void desk_close_stores(struct desk *desk);
/* Returns the guard's record, borrowed until the stores are tended again; NULL: unknown. */
const struct wire_guard *desk_find_guard(const struct desk *desk, uint32_t guard);
/* Returns when passes and revocations were synced: the older of the two, since a verdict needs both. */
tick desk_synced_at(const struct desk *desk);

#endif
