/* How far an application made at a gate has come: for the booth that it came from, and for its applicant. */
#ifndef GH_SERVER_ACT_WALK_UP_STATE_H
#define GH_SERVER_ACT_WALK_UP_STATE_H

#include "records/application_store.h"
#include "vault/vault.h"
#include "wire/record.h"
#include "wire/walk_up.h"

/* Writes what the booth is told after a change of state, in its transaction. */
enum gh_status GH_MUST_USE walk_up_follow(struct db *db, const struct application *a, tick now);

/* What the applicant's page shows. */
struct walk_up_view {
    int64_t number;
    enum walk_up_state state;
    enum walk_up_reason reason;
    tick at, state_at;
    struct uuid id;
};
/* Finds the application of a link. GH_NOT_FOUND: there is none. */
enum gh_status GH_MUST_USE walk_up_by_link(struct db *db, const struct vault *vault, struct bytes link,
                                           struct walk_up_view *out);

#endif
