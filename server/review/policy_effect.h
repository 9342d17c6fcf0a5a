/* What another policy would have done to entries of the past: each is decided again by the booths' own
 * verdict_decide(), with the facts that its log still tells (verdict/replay.h). */
#ifndef GH_SERVER_REVIEW_POLICY_EFFECT_H
#define GH_SERVER_REVIEW_POLICY_EFFECT_H

#include "base/uuid.h"
#include "db/scope.h"
#include "verdict/verdict.h"

#define POLICY_EFFECT_ITEMS 100      /* examples that are listed */
#define POLICY_EFFECT_ENTRIES 200000 /* entries that are decided again: the newest */

/* An entry whose verdict would be another one. */
struct policy_effect_item {
    struct uuid entry;
    tick at;
    uint8_t gate;
    struct {
        enum verdict_colour colour;
        enum verdict_reason reason;
    } before, after;
};

struct policy_effect {
    int64_t entries;       /* presentations that were decided again */
    bool more;             /* there were older ones */
    int64_t changed;       /* another colour or reason */
    int64_t colours[3][3]; /* of them, and of all others: [before][after], enum verdict_colour */
    int64_t unsure; /* the verdict rests on the age of the replica, whose limit changes: the log does not hold it */
    int64_t unlike; /* not decided again: the booth had another policy, or the pass changed or is gone */
    /* Of the same time, what else guards would have met. */
    int64_t touches;       /* admissions that would have waited for a touch */
    int64_t second_guards; /* overrides without a second guard, that would have needed one */
    int64_t take_backs;    /* admissions that were taken back later than would be possible */
    int64_t emergencies;   /* emergency admissions, that would not have been possible */
    struct policy_effect_item items[POLICY_EFFECT_ITEMS]; /* the newest first */
    size_t item_count;
};

/* Decides the presentations in [from, to) within scope again: before: the policy in force; after: the proposed one. */
enum gh_status GH_MUST_USE policy_effect(struct db *db, const struct scope *scope, const struct policy *before,
                                         const struct policy *after, tick from, tick to, struct policy_effect *out);

#endif
