/* What booths replicate, in the order of the server's change sequence (DESIGN 6): the passes of their gates,
 * revocations, the barred list, gates, units and the key set, as the records of core/wire. */
#ifndef GH_SERVER_REPLICATE_CHANGES_H
#define GH_SERVER_REPLICATE_CHANGES_H

#include "db/db.h"
#include "issue/issuer.h"
#include "vault/vault.h"
#include "wire/record.h"

/* Which passes a booth wants. Revocations of passes that have not ended, and the barred list, always come whole. */
struct changes_scope {
    uint16_t gates;            /* those that are good at one of these, at least */
    tick from, to;             /* those that overlap [from, to); whole seconds */
    char name[WIRE_SCOPE_MAX]; /* what the stream's marks call it; may be empty */
};

/* What a booth holds already, as in the last mark or end that it took. All zero: nothing. */
struct changes_held {
    int64_t position;
    tick until; /* of the passes up to position, those that begin before this */
};

/* Takes one record, borrowed for the call. Another status than GH_OK ends the reading and is its outcome. */
typedef enum gh_status change_emit(void *context, const struct wire_record *record);

/* What is missing from held, revocations first, then what the days that passed have brought into the window, then the
 * other passes in their order with a WIRE_MARK after each CHANGES_MARK_EVERY, in the end a WIRE_END. Each thing comes
 * in its newest state, once. issuer: NULL when there is none, and then no key set is sent. GH_ROLLBACK, before anything
 * is emitted, when held is beyond this server, which then is older than what it told. */
#define CHANGES_MARK_EVERY 400
enum gh_status GH_MUST_USE changes_since(struct db *db, const struct vault *vault, struct issuer *issuer,
                                         const struct changes_held *held, const struct changes_scope *scope, tick now,
                                         change_emit *emit, void *context);

#endif
