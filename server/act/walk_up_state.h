/* Progress of a walk-up application, for its booth and its applicant. */
#ifndef GH_SERVER_ACT_WALK_UP_STATE_H
#define GH_SERVER_ACT_WALK_UP_STATE_H

#include "records/application_store.h"
#include "vault/vault.h"
#include "wire/record.h"
#include "wire/walk_up.h"

/* Stores the state for the booth after a change of state, in the same transaction. */
enum gh_status GH_MUST_USE walk_up_follow(struct db *db, const struct application *a, tick now);

#define WALK_UP_REMARK_SIZE 401 /* bytes with NUL: any remark of the flow */

/* What the applicant's page shows. */
struct walk_up_view {
    int64_t number;
    enum walk_up_state state;
    enum walk_up_reason reason;
    bool closed; /* refused because of a closed day */
    tick at, state_at;
    tick withdrawn_at; /* of the consent; 0: it stands, or none is recorded */
    struct uuid id;
    char language[VISITOR_LANGUAGE_SIZE]; /* in which it was filled in; "": not known */
    char remark[WALK_UP_REMARK_SIZE];     /* of the person who refused or cancelled it; "" for none */
};
/* Finds the application behind a link. GH_NOT_FOUND: no application has this link. */
enum gh_status GH_MUST_USE walk_up_by_link(struct db *db, const struct vault *vault, struct bytes link,
                                           struct walk_up_view *out);

#endif
