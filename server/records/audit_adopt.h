/* The audit trail of a server without the chain of hashes. */
#ifndef GH_SERVER_RECORDS_AUDIT_ADOPT_H
#define GH_SERVER_RECORDS_AUDIT_ADOPT_H

#include "base/tick.h"
#include "db/db.h"

/* Links the entries that a server without a chain has written, once for a database, and says so in an entry of its own.
 * Call it outside a transaction. *count: how many. */
enum gh_status GH_MUST_USE audit_adopt(struct db *db, tick now, int64_t *count);

#endif
