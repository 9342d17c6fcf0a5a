/* Every combination of the verdict's inputs, with times in buckets around each limit: the design's table read as a list
 * of statements, each of which says for every combination whether its reason applies; and what must never be green. */
#include "support/test.h"

#include <string.h>

#include "verdict/verdict.h"

#define NOW (1764000000 * TICK_SECOND)
#define HERE 3
#define THERE 4

static struct policy policy;

/* One combination, in the words of the table. */
struct world {
    enum presented_as presented_as;
    enum token_status token;
    unsigned candidates;
    enum row_state row;
    bool person_barred, plate_barred;
    bool single_use, used, inside, inside_here;
    bool gate_fits, home_here, has_holder;
    enum { CODE_STATIC, CODE_LIVE, CODE_LIVE_OLD } code;
    bool live_wanted;
    enum { SYNC_NEVER, SYNC_FRESH, SYNC_STALE, SYNC_OLD, SYNC_FUTURE } sync;
    bool minted_after_sync;
    enum { WINDOW_BEFORE, WINDOW_WITHIN, WINDOW_AFTER } window;
    bool clock, store_error, out;
};

static struct facts facts_of(const struct world *w)
{
    static const tick sync_age[] = {
        [SYNC_NEVER] = 0,
        [SYNC_FRESH] = 15 * TICK_MINUTE,
        [SYNC_STALE] = 15 * TICK_MINUTE + 1,
        [SYNC_OLD] = 24 * TICK_HOUR + 1,
        [SYNC_FUTURE] = -TICK_HOUR,
    };
    static const tick live_age[] = {
        [CODE_STATIC] = 0,
        [CODE_LIVE] = 30 * TICK_SECOND,
        [CODE_LIVE_OLD] = CLAIMS_LIVE_MS + 2 * TICK_MINUTE + TICK_SECOND,
    };
    static const tick window_starts[] = {
        [WINDOW_BEFORE] = NOW + 2 * TICK_MINUTE + TICK_SECOND,
        [WINDOW_WITHIN] = NOW - TICK_HOUR,
        [WINDOW_AFTER] = NOW - 2 * TICK_HOUR - 2 * TICK_MINUTE - TICK_SECOND,
    };
    static const uint8_t random[10] = {9};
    struct facts f;
    memset(&f, 0, sizeof(f));
    f.presented_as = w->presented_as;
    f.token = w->token;
    f.candidates = w->candidates;
    f.row = w->row;
    f.person_barred = w->person_barred;
    f.plate_barred = w->plate_barred;
    f.use.used = w->used;
    f.inside = w->inside;
    f.store_error = w->store_error;
    f.replica_present = w->sync != SYNC_NEVER;
    f.passes_synced_at = NOW - sync_age[w->sync];
    f.clock_trusted = w->clock;
    f.now = NOW;
    f.gate = w->gate_fits ? HERE : THERE;
    f.inside_gate = w->inside_here ? f.gate : 9;
    f.direction = w->out ? DIRECTION_OUT : DIRECTION_IN;
    f.claims.pass_id = uuid_v7(f.passes_synced_at + (w->minted_after_sync ? TICK_SECOND : -TICK_SECOND), random);
    f.claims.not_before = window_starts[w->window];
    f.claims.expires = f.claims.not_before + 2 * TICK_HOUR;
    f.claims.issued_at = NOW - live_age[w->code];
    f.claims.kind = PASS_PEDESTRIAN;
    f.claims.uses = w->single_use ? PASS_SINGLE_USE : PASS_MULTIPLE_USE;
    f.claims.gates = 1 << HERE;
    f.claims.home_gate = w->home_here ? f.gate : 9;
    f.claims.live = w->code != CODE_STATIC;
    f.claims.has_holder = w->has_holder;
    return f;
}

static bool code(const struct world *w, enum token_status status)
{
    return w->presented_as == PRESENTED_CODE && w->token == status;
}

static bool looked_up(const struct world *w)
{
    return w->presented_as != PRESENTED_CODE;
}

static bool one_row_found(const struct world *w)
{
    return looked_up(w) && w->candidates == 1 && w->row != ROW_NONE;
}

static bool valid_pass(const struct world *w)
{
    return code(w, TOKEN_VERIFIED) || one_row_found(w);
}

static bool fresh(const struct world *w)
{
    return w->sync == SYNC_FRESH && w->clock;
}

static bool no_replica(const struct world *w)
{
    return w->sync == SYNC_NEVER || w->sync == SYNC_OLD;
}

static bool code_lacks_row(const struct world *w)
{
    return code(w, TOKEN_VERIFIED) && w->row == ROW_NONE && !w->store_error;
}

static bool shown_again_here(const struct world *w)
{
    return w->inside_here && !w->live_wanted && !w->single_use && code(w, TOKEN_VERIFIED);
}

/* A car without a pass that an override has let in. */
static bool stranger_inside(const struct world *w)
{
    return w->presented_as == PRESENTED_PLATE && w->candidates == 0 && w->inside;
}

/* The table's rows. Each says exactly when its reason applies to somebody who wants to come in. */
static bool row_applies(enum verdict_reason reason, const struct world *w)
{
    switch (reason) {
    case REASON_NOT_A_PASS:
        return code(w, TOKEN_NOT_A_PASS);
    case REASON_FORGED:
        return code(w, TOKEN_FORGED);
    case REASON_UNKNOWN_KEY:
        return code(w, TOKEN_UNKNOWN_KEY) && fresh(w);
    case REASON_KEY_STALE:
        return code(w, TOKEN_UNKNOWN_KEY) && !fresh(w);
    case REASON_TOO_EARLY:
        return valid_pass(w) && w->clock && w->window == WINDOW_BEFORE;
    case REASON_EXPIRED:
        return valid_pass(w) && w->clock && w->window == WINDOW_AFTER;
    case REASON_WRONG_GATE:
        return valid_pass(w) && !w->gate_fits;
    case REASON_REVOKED:
        return w->row == ROW_REVOKED;
    case REASON_BLOCKED:
        return w->row == ROW_BLOCKED;
    case REASON_BARRED:
        return w->person_barred || w->plate_barred;
    case REASON_ALREADY_USED:
        return valid_pass(w) && w->single_use && w->used;
    case REASON_ALREADY_INSIDE:
        return stranger_inside(w) || (valid_pass(w) && w->inside && !shown_again_here(w));
    case REASON_NEW_PASS:
        return code_lacks_row(w) && w->minted_after_sync && !no_replica(w);
    case REASON_NOT_ISSUED:
        return code_lacks_row(w) && !w->minted_after_sync && fresh(w);
    case REASON_OFFLINE_UNCONFIRMED:
        return code_lacks_row(w) && (no_replica(w) || (!w->minted_after_sync && !fresh(w)));
    case REASON_OTHER_GATE_OFFLINE:
        return valid_pass(w) && w->single_use && !fresh(w) && !w->home_here;
    case REASON_STALE_REPLICA:
        return valid_pass(w) && w->row != ROW_NONE && no_replica(w);
    case REASON_STATIC_CODE:
        return code(w, TOKEN_VERIFIED) && w->live_wanted && !(w->code == CODE_LIVE && w->clock);
    case REASON_CLOCK_UNSURE:
        return !w->clock && (valid_pass(w) || code(w, TOKEN_UNKNOWN_KEY));
    case REASON_STORE_ERROR:
        return w->store_error;
    case REASON_CHOOSE:
        return looked_up(w) && w->candidates > 1;
    case REASON_NOT_EXPECTED:
        return looked_up(w) && !w->store_error && w->candidates < 2 && !one_row_found(w) &&
               !(w->out && stranger_inside(w));
    case REASON_TYPED_NUMBER:
        return w->presented_as == PRESENTED_SHORT_NUMBER && w->candidates == 1;
    default:
        return false;
    }
}

static bool stops_at_the_way_out(enum verdict_reason reason)
{
    static const enum verdict_reason kept[] = {
        REASON_NOT_A_PASS,  REASON_FORGED,       REASON_REVOKED,     REASON_BARRED,    REASON_BLOCKED,
        REASON_UNKNOWN_KEY, REASON_NOT_EXPECTED, REASON_STORE_ERROR, REASON_KEY_STALE, REASON_CHOOSE};
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (kept[i] == reason)
            return true;
    }
    return false;
}

static uint32_t expected_reasons(const struct world *w)
{
    uint32_t reasons = 0;
    for (int r = 0; r < REASON_OK; r++) {
        enum verdict_reason reason = (enum verdict_reason)r;
        if (row_applies(reason, w) && (!w->out || stops_at_the_way_out(reason)))
            reasons |= UINT32_C(1) << r;
    }
    return reasons != 0 ? reasons : UINT32_C(1) << REASON_OK;
}

/* Plain assertions cost too much for millions of combinations. The first failure is reported in full. */
#define HOLDS(w, statement)                                                                                            \
    do {                                                                                                               \
        if (!(statement))                                                                                              \
            fail_in(#statement, (w));                                                                                  \
    } while (0)

static void fail_in(const char *statement, const struct world *w)
{
    struct facts f = facts_of(w);
    struct verdict v = verdict_decide(&f, &policy);
    fail_msg(
        "not so: %s\n  evidence %d token %d candidates %u row %d barred %d/%d single %d used %d inside %d/%d gate %d "
        "home %d holder %d code %d wanted %d sync %d new %d window %d clock %d error %d out %d\n  verdict %s %s %x",
        statement, (int)w->presented_as, (int)w->token, w->candidates, (int)w->row, w->person_barred, w->plate_barred,
        w->single_use, w->used, w->inside, w->inside_here, w->gate_fits, w->home_here, w->has_holder, (int)w->code,
        w->live_wanted, (int)w->sync, w->minted_after_sync, (int)w->window, w->clock, w->store_error, w->out,
        verdict_colour_name(v.colour), verdict_reason_name(v.reason), v.reasons);
}

static void never_green_where_it_must_not_be(const struct world *w, const struct verdict *v)
{
    if (v->colour != VERDICT_GREEN)
        return;
    HOLDS(w, valid_pass(w) || (w->out && stranger_inside(w)));
    HOLDS(w, w->row == ROW_VALID || (w->out && w->row == ROW_NONE));
    HOLDS(w, !w->person_barred && !w->plate_barred);
    HOLDS(w, !w->store_error);
    HOLDS(w, v->advice == ADVICE_LET_IN);
    if (w->out)
        return;
    HOLDS(w, w->clock && w->window == WINDOW_WITHIN);
    HOLDS(w, w->gate_fits);
    HOLDS(w, !(w->single_use && w->used));
    HOLDS(w, !w->inside || (shown_again_here(w) && w->presented_as == PRESENTED_CODE));
    HOLDS(w, w->sync == SYNC_FRESH || w->sync == SYNC_STALE || w->sync == SYNC_FUTURE);
    HOLDS(w, fresh(w) || v->freshness == REPLICA_STALE);
    HOLDS(w, w->presented_as != PRESENTED_SHORT_NUMBER);
}

static void the_table_holds(const struct world *w, const struct verdict *v)
{
    uint32_t reasons = expected_reasons(w);
    HOLDS(w, v->reasons == reasons);
    bool any_red = false, any_amber = false;
    for (int r = 0; r < REASON_OK; r++) {
        bool red = verdict_reasons[r].colour == VERDICT_RED;
        any_red |= red && (reasons >> r & 1);
        any_amber |= !red && (reasons >> r & 1);
    }
    HOLDS(w, v->colour == (any_red ? VERDICT_RED : any_amber ? VERDICT_AMBER : VERDICT_GREEN));
    HOLDS(w, reasons >> v->reason & 1);
    HOLDS(w, (reasons & ((UINT32_C(1) << v->reason) - 1)) == 0);
    HOLDS(w, v->colour == verdict_reasons[v->reason].colour);
}

static void the_advice_can_be_followed(const struct world *w, const struct verdict *v)
{
    HOLDS(w, (v->advice == ADVICE_LET_IN) == (v->colour == VERDICT_GREEN));
    HOLDS(w, !(w->out && v->advice == ADVICE_REFUSE));
    HOLDS(w, v->advice != ADVICE_CHECK_HOLDER || (w->has_holder && code(w, TOKEN_VERIFIED)));
    if (v->colour == VERDICT_AMBER && !w->out && code(w, TOKEN_VERIFIED) && w->row == ROW_NONE && w->has_holder)
        HOLDS(w, v->advice == ADVICE_CHECK_HOLDER);
}

static void a_holder_check_never_makes_it_green(const struct world *w, const struct verdict *v)
{
    struct verdict right = verdict_after_holder_check(v, true);
    struct verdict wrong = verdict_after_holder_check(v, false);
    HOLDS(w, right.colour == v->colour);
    HOLDS(w, wrong.colour == VERDICT_RED);
    HOLDS(w, v->colour != VERDICT_RED || right.advice == v->advice);
    if (right.advice == ADVICE_LET_IN && v->colour == VERDICT_AMBER) {
        HOLDS(w, !w->store_error && (w->clock || w->out));
        HOLDS(w, w->out || !(w->inside && valid_pass(w)) || shown_again_here(w));
    }
}

/* The log keeps the reasons and a few bits. The trace from the log is the one that the booth had. */
static void the_trace_tells_the_verdict(const struct world *w, const struct facts *f, const struct verdict *v)
{
    struct verdict_trace trace, logged;
    struct verdict explained = verdict_explain(f, &policy, &trace);
    HOLDS(w, explained.colour == v->colour && explained.reason == v->reason && explained.advice == v->advice &&
                 explained.freshness == v->freshness && explained.reasons == v->reasons);
    uint32_t applied = 0;
    for (int r = 0; r < REASON_COUNT; r++) {
        if (trace.of[r] == CHECK_APPLIES)
            applied |= UINT32_C(1) << r;
    }
    HOLDS(w, applied == v->reasons);
    HOLDS(w, trace.of[REASON_WRONG_HOLDER] == CHECK_NOT_MADE);
    verdict_trace_logged(&(struct verdict_logged){.reasons = v->reasons,
                                                  .presented_as = f->presented_as,
                                                  .direction = f->direction,
                                                  .pass_known = valid_pass(w),
                                                  .single_use = w->single_use,
                                                  .live = f->claims.live,
                                                  .clock_trusted = f->clock_trusted},
                         &logged);
    HOLDS(w, memcmp(&logged, &trace, sizeof trace) == 0);
}

struct tally {
    unsigned long checked;
    unsigned long won[REASON_COUNT];
};

static void check(const struct world *w, struct tally *tally)
{
    struct facts f = facts_of(w);
    policy.live_code_required = w->live_wanted;
    struct verdict v = verdict_decide(&f, &policy);
    never_green_where_it_must_not_be(w, &v);
    the_table_holds(w, &v);
    the_advice_can_be_followed(w, &v);
    a_holder_check_never_makes_it_green(w, &v);
    the_trace_tells_the_verdict(w, &f, &v);
    tally->checked++;
    tally->won[v.reason]++;
}

/* The inputs as a number in mixed radix: each digit is one input. */
static const unsigned radix[] = {10, 4, 3, 2, 2, 3, 2, 2, 2, 3, 2, 5, 2, 3, 2, 2, 2};
#define DIGITS (sizeof(radix) / sizeof(radix[0]))

/* Sanitizers, which slow this eightfold, look at every seventh: no radix is a multiple of it, so each value of each
 * digit still meets each of every other. */
#ifndef VERDICT_EVERY_STEP
#define VERDICT_EVERY_STEP 1
#endif

static void sighting_of(unsigned which, struct world *w)
{
    if (which < 4) {
        w->presented_as = PRESENTED_CODE;
        w->token = (enum token_status)which;
        w->candidates = 0;
        return;
    }
    w->presented_as = which < 7 ? PRESENTED_SHORT_NUMBER : PRESENTED_PLATE;
    w->token = TOKEN_NOT_A_PASS;
    w->candidates = (which - 4) % 3;
}

static struct world world_of(const unsigned digit[static DIGITS])
{
    struct world w = {.row = (enum row_state)digit[1],
                      .person_barred = digit[2] == 1,
                      .plate_barred = digit[2] == 2,
                      .single_use = digit[3],
                      .used = digit[4],
                      .inside = digit[5] != 0,
                      .inside_here = digit[5] == 2,
                      .gate_fits = digit[6],
                      .home_here = digit[7],
                      .has_holder = digit[8],
                      .code = digit[9],
                      .live_wanted = digit[10],
                      .sync = digit[11],
                      .minted_after_sync = digit[12],
                      .window = digit[13],
                      .clock = digit[14],
                      .store_error = digit[15],
                      .out = digit[16]};
    sighting_of(digit[0], &w);
    return w;
}

static void every_combination_keeps_every_statement(void **unused)
{
    (void)unused;
    policy_defaults(&policy);
    struct tally tally = {0};
    unsigned digit[DIGITS] = {0};
    unsigned long at = 0;
    for (size_t place = 0; place < DIGITS; at++) {
        struct world w = world_of(digit);
        if (at % VERDICT_EVERY_STEP == 0)
            check(&w, &tally);
        for (place = 0; place < DIGITS && ++digit[place] == radix[place]; place++)
            digit[place] = 0;
    }
    unsigned long all = 1;
    for (size_t i = 0; i < DIGITS; i++)
        all *= radix[i];
    assert_int_equal(at, all);
    assert_int_equal(tally.checked, (all + VERDICT_EVERY_STEP - 1) / VERDICT_EVERY_STEP);
    /* A reason that never wins would be a statement that was never tried. */
    for (int r = 0; r < REASON_COUNT; r++) {
        if ((tally.won[r] == 0) != (r == REASON_WRONG_HOLDER))
            fail_msg("%s won %lu times", verdict_reason_name((enum verdict_reason)r), tally.won[r]);
    }
    print_message("%lu combinations\n", tally.checked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_keeps_every_statement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
