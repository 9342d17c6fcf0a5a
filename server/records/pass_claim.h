/* Claims of single-use passes. A booth that is about to admit claims the pass first, so that two gates that see one
 * code at the same instant do not both admit it. A claim lasts until its booth ends it or PASS_CLAIM_LIFE is over. By
 * then the entry has arrived, and the use that it brought keeps the pass spent. Times are the database's. */
#ifndef GH_SERVER_RECORDS_PASS_CLAIM_H
#define GH_SERVER_RECORDS_PASS_CLAIM_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/db.h"

#define PASS_CLAIM_LIFE TICK_MINUTE

/* The booth that asks. */
struct pass_claimant {
    struct uuid device;
    int64_t gate;
    uint16_t gates; /* of its campus, as bits */
};

/* Who has the pass, when it is another booth. */
struct pass_claim {
    bool held;
    int64_t gate;
    tick at;
};

/* Claims the pass in one statement, unless another booth has claimed or used it: then out->held. A booth that asks
 * again gets the same answer. GH_NOT_FOUND: no such pass is valid at a gate of the booth's campus. */
enum gh_status GH_MUST_USE pass_claim_take(struct db *db, const struct uuid *pass, const struct pass_claimant *by,
                                           struct pass_claim *out);
/* Ends the booth's claim: it did not admit. */
enum gh_status GH_MUST_USE pass_claim_end(struct db *db, const struct uuid *pass, const struct uuid *device);
/* Ends the claim of the pass that the booth's entry used: it took the admission back. */
enum gh_status GH_MUST_USE pass_claim_end_use(struct db *db, const struct uuid *entry, const struct uuid *device);
/* Deletes claims whose time is over. */
enum gh_status GH_MUST_USE pass_claim_sweep(struct db *db);

#endif
