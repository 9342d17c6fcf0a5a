/* Rebuilds facts from an entry of the log. */
#include "verdict/replay.h"

#define HAS(reasons, reason) (((reasons) >> (reason)&1) != 0)
#define AGED                                                                                                           \
    (UINT32_C(1) << REASON_STALE_REPLICA | UINT32_C(1) << REASON_OFFLINE_UNCONFIRMED |                                 \
     UINT32_C(1) << REASON_KEY_STALE | UINT32_C(1) << REASON_OTHER_GATE_OFFLINE)
#define ROWLESS                                                                                                        \
    (UINT32_C(1) << REASON_NOT_ISSUED | UINT32_C(1) << REASON_OFFLINE_UNCONFIRMED | UINT32_C(1) << REASON_NEW_PASS |   \
     UINT32_C(1) << REASON_NOT_EXPECTED)

bool verdict_rests_on_age(uint32_t reasons)
{
    return (reasons & AGED) != 0;
}

static enum token_status token_of(uint32_t r)
{
    if (HAS(r, REASON_NOT_A_PASS))
        return TOKEN_NOT_A_PASS;
    if (HAS(r, REASON_FORGED))
        return TOKEN_FORGED;
    return HAS(r, REASON_UNKNOWN_KEY) || HAS(r, REASON_KEY_STALE) ? TOKEN_UNKNOWN_KEY : TOKEN_VERIFIED;
}

static enum row_state row_of(uint32_t r)
{
    if (HAS(r, REASON_REVOKED))
        return ROW_REVOKED;
    if (HAS(r, REASON_BLOCKED))
        return ROW_BLOCKED;
    return r & ROWLESS ? ROW_NONE : ROW_VALID;
}

/* A car without a pass that may go out was let in before. */
static bool inside_of(const struct verdict_logged *logged)
{
    return HAS(logged->reasons, REASON_ALREADY_INSIDE) ||
           (logged->presented_as == PRESENTED_PLATE && !logged->pass_known && logged->direction == DIRECTION_OUT &&
            !HAS(logged->reasons, REASON_NOT_EXPECTED));
}

static unsigned candidates_of(const struct verdict_logged *logged)
{
    if (logged->presented_as == PRESENTED_CODE)
        return 0;
    if (HAS(logged->reasons, REASON_CHOOSE))
        return 2;
    return logged->pass_known && !HAS(logged->reasons, REASON_NOT_EXPECTED) ? 1 : 0;
}

/* Closed days and changes of the pass move its window; the log says on which side of it the moment was. */
static void place_window(const struct replayed_entry *e, struct claims *claims)
{
    const uint32_t r = e->logged.reasons;
    if (HAS(r, REASON_EXPIRED))
        claims->expires = e->at - TICK_DAY;
    else if (claims->expires < e->at)
        claims->expires = e->at;
    if (HAS(r, REASON_TOO_EARLY))
        claims->not_before = e->at + TICK_DAY;
    else if (claims->not_before > e->at)
        claims->not_before = e->at;
}

static void place_gate(const struct replayed_entry *e, struct claims *claims)
{
    const uint16_t gate = e->gate < GATE_COUNT ? (uint16_t)(1U << e->gate) : 0;
    if (HAS(e->logged.reasons, REASON_WRONG_GATE))
        claims->gates = (uint16_t)(claims->gates & ~gate);
    else
        claims->gates |= gate;
}

/* The least age that fits the reasons. */
static tick synced_at(const struct replayed_entry *e, const struct policy *policy)
{
    const uint32_t r = e->logged.reasons;
    tick age = 0;
    if (HAS(r, REASON_STALE_REPLICA))
        age = policy->stale_for + TICK_SECOND;
    else if (r & AGED)
        age = policy->fresh_for + TICK_SECOND;
    if (HAS(r, REASON_NEW_PASS) && claims_minted_at(&e->claims) < e->at - age)
        return claims_minted_at(&e->claims);
    return e->at - age;
}

bool verdict_replay(const struct replayed_entry *entry, const struct policy *policy, struct facts *out)
{
    const struct verdict_logged *logged = &entry->logged;
    const uint32_t r = logged->reasons & ~(UINT32_C(1) << REASON_WRONG_HOLDER); /* comes after the verdict */
    struct facts f = {.presented_as = logged->presented_as,
                      .token = token_of(r),
                      .row = row_of(r),
                      .person_barred = HAS(r, REASON_BARRED),
                      .use = {.used = HAS(r, REASON_ALREADY_USED), .here = true, .at = entry->at, .gate = entry->gate},
                      .inside = inside_of(logged),
                      .inside_gate = entry->inside_gate_known ? entry->inside_gate : GATE_COUNT,
                      .candidates = candidates_of(logged),
                      .store_error = HAS(r, REASON_STORE_ERROR),
                      .replica_present = true,
                      .passes_synced_at = synced_at(entry, policy),
                      .clock_trusted = logged->clock_trusted,
                      .now = entry->at,
                      .gate = entry->gate,
                      .direction = logged->direction};
    if (logged->pass_known) {
        f.claims = entry->claims;
        place_window(entry, &f.claims);
        place_gate(entry, &f.claims);
    }
    f.claims.live = logged->live;
    if (logged->live) /* signed anew for each showing */
        f.claims.issued_at = HAS(r, REASON_STATIC_CODE) ? entry->at - TICK_DAY : entry->at;
    const struct verdict again = verdict_decide(&f, policy);
    enum verdict_reason worst = REASON_OK;
    for (int i = REASON_OK - 1; i >= 0; i--)
        worst = HAS(r, i) ? (enum verdict_reason)i : worst;
    *out = f;
    return again.reason == worst;
}
