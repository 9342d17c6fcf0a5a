/* The changes that booths replicate, in the order of the change sequence (docs/sync-protocol.md#pull): passes of their
 * gates, revocations, the barred list, uses at other gates, gates, units, guards, policy and the key set, as the
 * records of core/wire. Reads in pieces, so that a first sync of a million passes needs little memory and no long
 * transaction. */
#ifndef GH_SERVER_REPLICATE_CHANGES_H
#define GH_SERVER_REPLICATE_CHANGES_H

#include "db/db.h"
#include "issue/issuer.h"
#include "records/shared_key.h"
#include "vault/vault.h"
#include "wire/record.h"

/* The passes that a booth wants. Revocations of passes that have not ended, and the barred list, come in full. */
struct changes_scope {
    uint16_t gates;            /* passes valid at one or more of these gates */
    tick from, to;             /* passes that overlap [from, to); whole seconds */
    char name[WIRE_SCOPE_MAX]; /* name of the scope in the stream's marks; may be empty */
    struct uuid device;        /* its own uses are left out unless `journals`; nil: include all uses */
    int64_t campus;            /* of the guards; 0: all campuses */
    bool personal_keep;        /* the booth knows how long personal data are kept; an older one refuses it */
    bool plates;               /* the booth knows plates of cars without a pass; an older one refuses them */
    bool policy_again;         /* also a policy that the booth has had, or that nobody set: it lacks personal_keep */
    bool bar_ends;             /* the booth knows when a bar ends; an older one refuses it */
    bool closed_days;          /* the booth knows the record of closed days */
    bool notes;                /* the booth knows notes of walk-ups; an older one refuses them */
    bool marks;                /* it knows the mark of a barred person (for an older one the pass is blocked), and needs
                                * only 12 bits of a holder check */
    struct bytes binding;      /* the booth's machine binding, mixed into PINs; borrowed; may be empty */
    bool journals;         /* the booth tells journals apart: it gets its own uses back, and hears of another journal */
    bool presence;         /* who is inside the campus, and its booths: older booths refuse these records */
    bool roll_calls;       /* the booth knows roll calls: older booths refuse these records */
    bool roll_ends;        /* the booth knows who ended one: an older one refuses it */
    uint64_t acknowledged; /* of the booth's journal, read before the position: presence covers these entries */
    bool history;          /* the booth knows the server's history: older booths refuse this record */
    struct shared_keys keys; /* what its rows are sealed and hashed with; set by changes_begin() */
    bool campus_keys;        /* the booth takes campus keys from the guards' records: older booths refuse these */
    bool bound;              /* the booth knows verifiers that need its hardware secret */
    bool guards_again;       /* also guards whose records the booth has had: there is more to them now */
    const uint8_t *data_key; /* of the booth, made of that number; borrowed, set during changes_next() alone */
};

/* What a booth already holds, from the last mark or end that it took. All zero: nothing. */
struct changes_held {
    int64_t position;
    tick until;                  /* the booth holds passes up to `position` that begin before this */
    int64_t presence;            /* the booth holds who is inside up to this position: marks don't move it */
    struct wire_history history; /* rows up to this point may be held; lineage zero: the booth does not say */
};

/* Takes one record, borrowed for the call. Any status but GH_OK ends the reading and becomes its result. */
typedef enum gh_status change_emit(void *context, const struct wire_record *record);

#define CHANGES_MARK_EVERY 400 /* passes between two marks */
#define CHANGES_PIECE 200      /* rows of a kind per changes_next() call */

/* A reading that continues over several calls, which may use different connections. */
struct changes_reading {
    struct changes_held held;
    struct changes_scope scope;
    int64_t position; /* the reading ends at this position, the one of history */
    struct wire_history history;
    size_t kind;   /* index into change_rows */
    int64_t after; /* the last emitted row of this kind: its position and, in after_id, its id */
    struct uuid after_id;
    int64_t last; /* position of the newest pass emitted */
    int unmarked; /* passes since the last mark */
    bool begun, done;
};

/* Begins a reading. The scope's binding is borrowed until the reading is done. GH_ROLLBACK: the booth holds a later
 * position than this server, for example after a restored backup. GH_CONFLICT: what the booth holds comes from another
 * history than this server's, which may have reached the same position since. */
enum gh_status GH_MUST_USE changes_begin(struct db *db, const struct changes_held *held,
                                         const struct changes_scope *scope, struct changes_reading *out);
/* Emits the next piece: first the key set, the policy and revocations, last a WIRE_END. Then `done` is true. Each thing
 * comes once, in its newest state. issuer: NULL sends no key set. */
enum gh_status GH_MUST_USE changes_next(struct changes_reading *reading, struct db *db, const struct vault *vault,
                                        struct issuer *issuer, tick now, change_emit *emit, void *context);

/* Emits all pieces in one call. */
enum gh_status GH_MUST_USE changes_since(struct db *db, const struct vault *vault, struct issuer *issuer,
                                         const struct changes_held *held, const struct changes_scope *scope, tick now,
                                         change_emit *emit, void *context);

#endif
