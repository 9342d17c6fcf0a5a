/* What booths replicate, in the order of the server's change sequence (docs/sync-protocol.md#pull): the passes of their
 * gates, revocations, the barred list, uses at other gates, gates, units, guards, policy and the key set, as the
 * records of core/wire. Read in pieces, so that a first sync of a million passes holds neither memory nor a
 * transaction. */
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
    struct uuid device;        /* whose own uses are left out; nil: nobody's */
    int64_t campus;            /* of the guards; 0: all of them */
    struct bytes binding;      /* what that booth's machine mixes into PINs; borrowed; may be empty */
};

/* What a booth holds already, as in the last mark or end that it took. All zero: nothing. */
struct changes_held {
    int64_t position;
    tick until; /* of the passes up to position, those that begin before this */
};

/* Takes one record, borrowed for the call. Another status than GH_OK ends the reading and is its outcome. */
typedef enum gh_status change_emit(void *context, const struct wire_record *record);

#define CHANGES_MARK_EVERY 400 /* passes between two marks */
#define CHANGES_PIECE 200      /* rows of a kind in one call of changes_next */

/* A reading that goes on from call to call, over any connections. */
struct changes_reading {
    struct changes_held held;
    struct changes_scope scope;
    int64_t position; /* what is read reaches to here */
    size_t kind;      /* of change_rows */
    int64_t after;    /* rows of that kind up to here were emitted, and those of this position up to after_id */
    struct uuid after_id;
    int64_t last; /* position of the newest pass emitted */
    int unmarked; /* passes since the last mark */
    bool begun, done;
};

/* GH_ROLLBACK when held is beyond this server, which then is older than what it told. The scope's binding is borrowed
 * until the reading is done. */
enum gh_status GH_MUST_USE changes_begin(struct db *db, const struct changes_held *held,
                                         const struct changes_scope *scope, struct changes_reading *out);
/* The next piece of what is missing: the key set and revocations first, in the end a WIRE_END; then done is true. Each
 * thing comes in its newest state, once. issuer: NULL when there is none, and then no key set is sent. */
enum gh_status GH_MUST_USE changes_next(struct changes_reading *reading, struct db *db, const struct vault *vault,
                                        struct issuer *issuer, tick now, change_emit *emit, void *context);

/* All pieces at once. */
enum gh_status GH_MUST_USE changes_since(struct db *db, const struct vault *vault, struct issuer *issuer,
                                         const struct changes_held *held, const struct changes_scope *scope, tick now,
                                         change_emit *emit, void *context);

#endif
