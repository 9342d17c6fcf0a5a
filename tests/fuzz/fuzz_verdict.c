/* links: gh_verdict gh_token gh_base */
/* Facts of any value, even values that no enum or store should give, always get a verdict. It is green only where it
 * may be. The input is laid over the facts. */
#include <stdlib.h>
#include <string.h>

#include "verdict/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct facts facts_from(struct cursor *c)
{
    struct facts f;
    uint64_t value[16] = {0};
    uint8_t flags = 0, more = 0;
    memset(&f, 0, sizeof f);
    (void)!cursor_take_u8(c, &flags);
    (void)!cursor_take_u8(c, &more);
    for (size_t i = 0; i < 7; i++)
        (void)!cursor_take_uint(c, 1, &value[i]);
    for (size_t i = 7; i < 12; i++)
        (void)!cursor_take_uint(c, 8, &value[i]);
    f.presented_as = (enum presented_as)value[0];
    f.token = (enum token_status)value[1];
    f.row = (enum row_state)value[2];
    f.candidates = (unsigned)value[3];
    f.gate = (uint8_t)value[4];
    f.claims.uses = (enum pass_uses)value[5];
    f.claims.home_gate = (uint8_t)value[6];
    f.claims.gates = (uint16_t)value[7];
    f.claims.not_before = (tick)value[8];
    f.claims.expires = (tick)value[9];
    f.claims.issued_at = (tick)value[10];
    f.passes_synced_at = (tick)value[11];
    (void)!cursor_take_uint(c, 8, &value[12]);
    f.now = (tick)value[12];
    f.person_barred = flags & 1;
    f.plate_barred = flags & 2;
    f.use.used = flags & 4;
    f.inside = flags & 8;
    f.inside_gate = (uint8_t)(more & 4 ? f.gate + 1 : f.gate);
    f.store_error = flags & 16;
    f.replica_present = flags & 32;
    f.clock_trusted = flags & 64;
    f.direction = flags & 128 ? DIRECTION_OUT : DIRECTION_IN;
    f.claims.live = more & 1;
    f.claims.has_holder = more & 2;
    return f;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cursor c = cursor_over(BYTES(data, size));
    struct facts f = facts_from(&c);
    struct policy policy;
    policy_defaults(&policy);
    policy.live_code_required = size > 1 && data[1] & 4;
    struct verdict v = verdict_decide(&f, &policy);
    if ((unsigned)v.reason >= REASON_COUNT || v.colour != verdict_reasons[v.reason].colour)
        abort();
    bool verified = f.presented_as == PRESENTED_CODE ? f.token == TOKEN_VERIFIED : f.candidates == 1;
    /* A car without a pass that somebody let in may leave. */
    bool leaves = f.presented_as == PRESENTED_PLATE && f.candidates == 0 && f.inside && f.direction == DIRECTION_OUT;
    bool bad = f.store_error || f.person_barred || f.plate_barred || f.row == ROW_REVOKED || f.row == ROW_BLOCKED ||
               !(verified || leaves) || (f.direction != DIRECTION_OUT && !f.clock_trusted);
    bad = bad || (f.direction != DIRECTION_OUT && f.inside &&
                  (f.gate != f.inside_gate || policy.live_code_required || f.presented_as != PRESENTED_CODE));
    if (bad && v.colour == VERDICT_GREEN)
        abort();
    if (verdict_after_holder_check(&v, false).colour != VERDICT_RED)
        abort();
    return 0;
}
