/* Entries of the log decided again: under the policy in force the same verdict, under another one the booth's own. */
#include "support/test.h"

#include "verdict/replay.h"

#define AT (INT64_C(1900000000000))
#define GATE 3
#ifndef VERDICT_EVERY_STEP
#define VERDICT_EVERY_STEP 1 /* sanitizers take every seventh combination */
#endif

struct combination {
    int direction, presented, token, row, barred, used, inside, uses, live, old_code, age, window, wrong_gate, clock,
        store;
};

static const int sizes[] = {2, 3, 3, 4, 2, 2, 3, 2, 2, 2, 3, 3, 2, 2, 2};
#define DIGITS (sizeof sizes / sizeof sizes[0])

/* The n-th combination, each member as one digit. */
static struct combination combination_of(unsigned n)
{
    int digits[DIGITS];
    for (size_t i = 0; i < DIGITS; i++) {
        digits[i] = (int)(n % (unsigned)sizes[i]);
        n /= (unsigned)sizes[i];
    }
    return (struct combination){digits[0],  digits[1],  digits[2],  digits[3],  digits[4],
                                digits[5],  digits[6],  digits[7],  digits[8],  digits[9],
                                digits[10], digits[11], digits[12], digits[13], digits[14]};
}

static unsigned combinations(void)
{
    unsigned count = 1;
    for (size_t i = 0; i < DIGITS; i++)
        count *= (unsigned)sizes[i];
    return count;
}

/* A version 7 id of this time (RFC 9562, 5.7). */
static struct uuid minted(tick at)
{
    struct uuid id = {.b = {[6] = 0x70, [8] = 0x80}};
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)(at >> (40 - 8 * i));
    return id;
}

static struct facts facts_of(const struct combination *c)
{
    static const enum token_status tokens[] = {TOKEN_VERIFIED, TOKEN_FORGED, TOKEN_UNKNOWN_KEY};
    static const tick ages[] = {0, 2 * TICK_HOUR, 3 * TICK_DAY};
    const bool code = c->presented == PRESENTED_CODE;
    struct facts f = {.presented_as = (enum presented_as)c->presented,
                      .token = code ? tokens[c->token] : TOKEN_NOT_A_PASS,
                      .row = (enum row_state)c->row,
                      .person_barred = c->barred,
                      .use = {.used = c->used},
                      .inside = c->inside != 0,
                      .inside_gate = c->inside == 1 ? GATE : GATE + 1,
                      .candidates = code                 ? 0
                                    : c->row == ROW_NONE ? 0
                                                         : 1,
                      .store_error = c->store,
                      .replica_present = true,
                      .passes_synced_at = AT - ages[c->age],
                      .clock_trusted = c->clock,
                      .now = AT,
                      .gate = GATE,
                      .direction = (enum direction)c->direction};
    f.claims = (struct claims){.pass_id = minted(AT - 2 * TICK_DAY),
                               .not_before = c->window == 1 ? AT + TICK_HOUR : AT - TICK_DAY,
                               .expires = c->window == 2 ? AT - TICK_HOUR : AT + TICK_DAY,
                               .issued_at = c->live && !c->old_code ? AT : AT - 2 * TICK_DAY,
                               .uses = c->uses ? PASS_MULTIPLE_USE : PASS_SINGLE_USE,
                               .gates = c->wrong_gate ? 1 : 1 << GATE | 1,
                               .home_gate = 0,
                               .live = c->live && code};
    return f;
}

static struct replayed_entry entry_of(const struct facts *f, const struct verdict *v, const struct combination *c)
{
    /* A live code is signed anew: the pass's own claims have the time of its minting. */
    struct claims claims = f->claims;
    claims.issued_at = AT - 2 * TICK_DAY;
    claims.live = false;
    return (struct replayed_entry){
        .logged = {.reasons = v->reasons,
                   .presented_as = f->presented_as,
                   .direction = f->direction,
                   .pass_known = f->presented_as == PRESENTED_CODE ? f->token == TOKEN_VERIFIED : f->row != ROW_NONE,
                   .single_use = f->claims.uses == PASS_SINGLE_USE,
                   .live = f->claims.live,
                   .clock_trusted = f->clock_trusted},
        .claims = claims,
        .at = AT,
        .gate = GATE,
        .inside_gate_known = c->inside != 0,
        .inside_gate = f->inside_gate};
}

static struct policy policy_of(bool live_code_required)
{
    struct policy p;
    policy_defaults(&p);
    p.live_code_required = live_code_required;
    return p;
}

static void the_policy_in_force_gives_the_logged_verdict(void **state)
{
    (void)state;
    for (int live = 0; live < 2; live++) {
        const struct policy policy = policy_of(live);
        for (unsigned n = 0; n < combinations(); n += VERDICT_EVERY_STEP) {
            const struct combination c = combination_of(n);
            struct facts f = facts_of(&c), again;
            const struct verdict v = verdict_decide(&f, &policy);
            const struct replayed_entry e = entry_of(&f, &v, &c);
            assert_true(verdict_replay(&e, &policy, &again));
            assert_int_equal(verdict_decide(&again, &policy).colour, v.colour);
        }
    }
}

/* A booth that asks for live codes may stop to, and the other way round. Not in the log: an admission before, where
 * static codes were good and the code was shown again at its gate. */
static void another_policy_gives_what_the_booth_would(void **state)
{
    (void)state;
    unsigned compared = 0;
    for (int live = 0; live < 2; live++) {
        const struct policy policy = policy_of(live), other = policy_of(!live);
        for (unsigned n = 0; n < combinations(); n += VERDICT_EVERY_STEP) {
            const struct combination c = combination_of(n);
            struct facts f = facts_of(&c), again;
            const struct verdict v = verdict_decide(&f, &policy);
            const struct replayed_entry e = entry_of(&f, &v, &c);
            const bool told = (!c.inside || live) && !(c.live && c.old_code && !live);
            if (!told || !verdict_replay(&e, &policy, &again))
                continue;
            compared++;
            assert_int_equal(verdict_decide(&again, &other).reason, verdict_decide(&f, &other).reason);
        }
    }
    assert_true(compared > combinations() / VERDICT_EVERY_STEP / 2);
}

static void a_verdict_of_another_policy_is_not_replayed(void **state)
{
    (void)state;
    const struct combination c = {.row = ROW_VALID, .uses = 1, .clock = 1};
    const struct facts f = facts_of(&c);
    const struct policy lax = policy_of(false), strict = policy_of(true);
    const struct verdict v = verdict_decide(&f, &lax);
    const struct replayed_entry e = entry_of(&f, &v, &c);
    struct facts again;
    assert_int_equal(v.reason, REASON_OK);
    assert_true(verdict_replay(&e, &lax, &again));
    assert_false(verdict_replay(&e, &strict, &again));
    assert_false(verdict_rests_on_age(v.reasons));
    assert_true(verdict_rests_on_age(UINT32_C(1) << REASON_STALE_REPLICA));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_policy_in_force_gives_the_logged_verdict),
        cmocka_unit_test(another_policy_gives_what_the_booth_would),
        cmocka_unit_test(a_verdict_of_another_policy_is_not_replayed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
