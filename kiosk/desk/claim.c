#include "desk/claim.h"

/* Only what another gate could admit too is worth the time that the question takes. */
static bool is_worth_asking(const struct desk *desk)
{
    const struct subject *subject = &desk->scan.subject;
    const struct claims *claims = &subject->facts.claims;
    return desk->options.ask && desk->synced.others > 0 && subject->has_pass && claims->uses == PASS_SINGLE_USE &&
           subject->facts.direction == DIRECTION_IN;
}

bool desk_is_claimed_elsewhere(struct desk *desk)
{
    struct facts *facts = &desk->scan.subject.facts;
    struct sync_claim claim = {0};
    if (!is_worth_asking(desk))
        return false;
    desk->options.ask(desk->options.ask_ctx, &facts->claims.pass_id, &claim);
    desk->scan.claimed = claim.outcome != SYNC_CLAIM_HELD;
    if (claim.outcome == SYNC_CLAIM_HELD)
        facts->use = (struct use){.used = true, .at = claim.at, .gate = claim.gate};
    return claim.outcome == SYNC_CLAIM_HELD;
}

void desk_release_claim(struct desk *desk)
{
    if (desk->scan.claimed)
        desk->options.release(desk->options.ask_ctx, &desk->scan.subject.facts.claims.pass_id);
    desk->scan.claimed = false;
}
