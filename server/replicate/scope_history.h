/* The history of the server for booths that do not know `history` (docs/sync-protocol.md#older-booths). Every booth
 * gives back the scope's name as it came, and begins with an empty replica when the server wants another one. So the
 * name that an older booth gets also says which point of the history its answer reads up to. */
#ifndef GH_SERVER_REPLICATE_SCOPE_HISTORY_H
#define GH_SERVER_REPLICATE_SCOPE_HISTORY_H

#include "records/change.h"
#include "wire/record.h"

/* Appends the point to the name of a scope, as ".POSITION.CHECK" in hexadecimal. A name without room stays as it is. */
void scope_history_append(char name[static WIRE_SCOPE_MAX], const struct wire_history *point);
/* Tells whether a booth that holds `held` may go on in the scope `name`: the same scope, and a point of this history or
 * none. */
enum gh_status GH_MUST_USE scope_history_fits(struct db *db, const char *held, const char *name, bool *fits);

#endif
