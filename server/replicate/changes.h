/* What booths replicate, in the order of the server's change sequence (DESIGN 6): the passes of their gates,
 * revocations, the barred list, gates, units and the key set, as the records of core/wire. */
#ifndef GH_SERVER_REPLICATE_CHANGES_H
#define GH_SERVER_REPLICATE_CHANGES_H

#include "db/db.h"
#include "issue/issuer.h"
#include "vault/vault.h"
#include "wire/record.h"

/* Which passes a booth wants. Revocations and the barred list always come whole. */
struct changes_scope {
    uint16_t gates; /* those that are good at one of these, at least */
    tick from, to;  /* those that overlap [from, to) */
};

/* Takes one record, borrowed for the call. Another status than GH_OK ends the reading and is its outcome. */
typedef enum gh_status change_emit(void *context, const struct wire_record *record);

/* Every change after since, revocations first, in the end a WIRE_END with the new position: a reader that stored it all
 * asks with that next time. since 0 asks for everything. Each thing comes in its newest state, once. issuer: NULL when
 * there is none, and then no key set is sent. */
enum gh_status GH_MUST_USE changes_since(struct db *db, const struct vault *vault, struct issuer *issuer, int64_t since,
                                         const struct changes_scope *scope, tick now, change_emit *emit, void *context);

#endif
