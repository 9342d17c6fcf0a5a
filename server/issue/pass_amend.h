/* Renews the passes of an approved application that was amended: those that still fit stay as they are, with id and
 * code. The others are revoked, and what entrants need now is issued, in one transaction: an old pass counts until the
 * new one is there.
 *
 * - A pass fits while its holder, the holder's mobile, period, stretch of open days, gates, uses, kind and vehicle's
 *   group are the same. A car with another plate takes over the group of its riders, whose passes stay.
 * - Where only what a guard sees has changed (a corrected name, the host, the plate of a rider's car), the pass stays
 *   and booths get the row again.
 * - What the office did stays: the successor of a suspended pass is suspended, and a pass that was revoked by hand gets
 *   no successor in the same period.
 * - A single-use pass that was used, and a period that has ended, are left alone. */
#ifndef GH_SERVER_ISSUE_PASS_AMEND_H
#define GH_SERVER_ISSUE_PASS_AMEND_H

#include "issue/pass.h"

struct pass_amend_tell {
    /* A new pass, for each one. person is NULL for a vehicle's pass. */
    enum gh_status (*made)(void *context, const struct pass *pass, const struct person *person);
    /* A pass that a person of `before` lost, who got no new one. rest: other passes of the person still count. */
    enum gh_status (*lost)(void *context, const struct pass *pass, const struct person *person, bool rest);
    void *context;
};

/* Renews the passes of `after`, which is stored with the ids that it keeps from `before`. Call inside a transaction. */
enum gh_status GH_MUST_USE pass_amend(struct db *db, const struct vault *vault, struct issuer *issuer,
                                      const struct application *before, const struct application *after,
                                      const struct campus *campus, tick now, const struct pass_amend_tell *tell);

#endif
