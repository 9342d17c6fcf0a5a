/* The design's table, one example a row: what a guard sees in that situation. */
#include "support/test.h"

#include <string.h>

#include "verdict/verdict.h"

#define NOW tick_from_seconds(1764000000)
#define MINTED (NOW - 3 * TICK_DAY)

static struct policy policy;

static int take_defaults(void **unused)
{
    (void)unused;
    policy_defaults(&policy);
    policy.live_code_required = false; /* codes of these cases are static */
    return 0;
}

/* A good pass at its own gate, seen a minute after a sync. Each test spoils one thing. */
static struct facts good(void)
{
    static const uint8_t random[10] = {1};
    struct facts f = {.token = TOKEN_VERIFIED,
                      .row = ROW_VALID,
                      .replica_present = true,
                      .passes_synced_at = NOW - TICK_MINUTE,
                      .clock_trusted = true,
                      .now = NOW,
                      .gate = 3};
    f.claims = (struct claims){.pass_id = uuid_v7(MINTED, random),
                               .not_before = NOW - TICK_HOUR,
                               .expires = NOW + TICK_HOUR,
                               .issued_at = MINTED,
                               .kind = PASS_PEDESTRIAN,
                               .uses = PASS_SINGLE_USE,
                               .gates = 1 << 3,
                               .home_gate = 3,
                               .has_holder = true};
    return f;
}

static void mint_at(struct facts *f, tick at)
{
    static const uint8_t random[10] = {2};
    f->claims.pass_id = uuid_v7(at, random);
    f->claims.issued_at = at;
}

static struct verdict expect(const struct facts *f, enum verdict_colour colour, enum verdict_reason reason,
                             enum verdict_advice advice)
{
    struct verdict v = verdict_decide(f, &policy);
    assert_string_equal(verdict_reason_name(v.reason), verdict_reason_name(reason));
    assert_string_equal(verdict_colour_name(v.colour), verdict_colour_name(colour));
    assert_int_equal(v.advice, advice);
    assert_true(v.reasons >> reason & 1);
    return v;
}

static void red(const struct facts *f, enum verdict_reason reason, enum verdict_advice advice)
{
    expect(f, VERDICT_RED, reason, advice);
}

static void amber(const struct facts *f, enum verdict_reason reason, enum verdict_advice advice)
{
    expect(f, VERDICT_AMBER, reason, advice);
}

static void green(const struct facts *f)
{
    struct verdict v = expect(f, VERDICT_GREEN, REASON_OK, ADVICE_LET_IN);
    assert_int_equal(v.reasons, UINT32_C(1) << REASON_OK);
}

static void all_well_is_green(void **unused)
{
    (void)unused;
    struct facts f = good();
    green(&f);
    assert_int_equal(verdict_decide(&f, &policy).freshness, REPLICA_FRESH);
}

static void nothing_known_is_red(void **unused)
{
    (void)unused;
    struct facts f;
    memset(&f, 0, sizeof(f));
    red(&f, REASON_NOT_A_PASS, ADVICE_REFUSE);
}

static void what_is_not_a_pass_is_red(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.token = TOKEN_NOT_A_PASS;
    red(&f, REASON_NOT_A_PASS, ADVICE_REFUSE);
    f = good();
    f.token = (enum token_status)77;
    red(&f, REASON_NOT_A_PASS, ADVICE_REFUSE);
    f = good();
    f.presented_as = (enum presented_as)77;
    f.candidates = 1;
    assert_int_not_equal(verdict_decide(&f, &policy).colour, VERDICT_GREEN);
}

static void a_bad_signature_is_red_forged(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.token = TOKEN_FORGED;
    red(&f, REASON_FORGED, ADVICE_CALL_OFFICE);
}

static void an_unknown_key_is_red_when_fresh_and_amber_when_not(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.token = TOKEN_UNKNOWN_KEY;
    f.row = ROW_NONE;
    red(&f, REASON_UNKNOWN_KEY, ADVICE_REFUSE);
    f.passes_synced_at = NOW - TICK_HOUR;
    amber(&f, REASON_KEY_STALE, ADVICE_CALL_OFFICE);
    f.replica_present = false;
    amber(&f, REASON_KEY_STALE, ADVICE_CALL_OFFICE);
}

static void outside_its_window_is_red_with_two_minutes_of_grace(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.now = f.claims.not_before - policy.clock_skew;
    f.passes_synced_at = f.now;
    green(&f);
    f.now -= 1;
    f.passes_synced_at = f.now;
    red(&f, REASON_TOO_EARLY, ADVICE_COME_BACK);

    f = good();
    f.now = f.claims.expires + TICK_SECOND - 1 + policy.clock_skew;
    f.passes_synced_at = f.now;
    green(&f);
    f.now += 1;
    red(&f, REASON_EXPIRED, ADVICE_APPLY_AGAIN);
}

static void another_gate_is_red_wrong_gate(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.gate = 4;
    red(&f, REASON_WRONG_GATE, ADVICE_SEND_TO_GATE);
    f.gate = GATE_COUNT;
    red(&f, REASON_WRONG_GATE, ADVICE_SEND_TO_GATE);
    f.gate = 255;
    red(&f, REASON_WRONG_GATE, ADVICE_SEND_TO_GATE);
}

static void revoked_blocked_and_barred_are_red(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.row = ROW_REVOKED;
    red(&f, REASON_REVOKED, ADVICE_REFUSE);
    f.row = ROW_BLOCKED;
    red(&f, REASON_BLOCKED, ADVICE_CALL_OFFICE);
    f = good();
    f.person_barred = true;
    red(&f, REASON_BARRED, ADVICE_CALL_OFFICE);
    f = good();
    f.plate_barred = true;
    red(&f, REASON_BARRED, ADVICE_CALL_OFFICE);
}

static void a_single_use_pass_is_used_once(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.use = (struct use){.used = true, .here = true, .at = NOW - TICK_HOUR, .gate = 3};
    red(&f, REASON_ALREADY_USED, ADVICE_REFUSE);
    f.use.here = false;
    red(&f, REASON_ALREADY_USED, ADVICE_REFUSE);
    f.claims.uses = PASS_MULTIPLE_USE;
    green(&f);
}

static void inside_without_an_exit_is_amber(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.claims.uses = PASS_MULTIPLE_USE;
    f.inside = true;
    f.inside_gate = 4;
    amber(&f, REASON_ALREADY_INSIDE, ADVICE_DECIDE);
}

/* A code held to the reader twice, where a static code is good: green at its gate, amber at every other one. */
static void a_code_shown_again_at_its_gate_is_green_where_static_codes_are_good(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.claims.uses = PASS_MULTIPLE_USE;
    f.inside = true;
    f.inside_gate = f.gate;
    green(&f);
    policy.live_code_required = true;
    f.claims.live = true;
    f.claims.issued_at = NOW;
    amber(&f, REASON_ALREADY_INSIDE, ADVICE_DECIDE);
    policy.live_code_required = false;
    f.claims.uses = PASS_SINGLE_USE;
    amber(&f, REASON_ALREADY_INSIDE, ADVICE_DECIDE);
    f.claims.uses = PASS_MULTIPLE_USE;
    f.candidates = 1;
    f.presented_as = PRESENTED_PLATE; /* a car that is inside can't come in again: a copied plate */
    amber(&f, REASON_ALREADY_INSIDE, ADVICE_DECIDE);
}

static void a_pass_minted_since_the_last_sync_asks_for_the_holder(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.row = ROW_NONE;
    mint_at(&f, f.passes_synced_at + TICK_SECOND);
    amber(&f, REASON_NEW_PASS, ADVICE_CHECK_HOLDER);
    f.passes_synced_at = NOW - TICK_HOUR;
    amber(&f, REASON_NEW_PASS, ADVICE_CHECK_HOLDER);
    f.claims.has_holder = false;
    amber(&f, REASON_NEW_PASS, ADVICE_COMPARE_ID);
    mint_at(&f, f.passes_synced_at); /* in the same millisecond: the doubt is the visitor's */
    amber(&f, REASON_NEW_PASS, ADVICE_COMPARE_ID);
}

static void a_fresh_replica_that_never_heard_of_it_is_red(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.row = ROW_NONE;
    red(&f, REASON_NOT_ISSUED, ADVICE_CALL_OFFICE);
}

/* A presentation token is signed anew every 30 s: its iat is no proof that the pass itself is new. */
static void a_live_code_does_not_make_an_old_pass_new(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.row = ROW_NONE;
    f.claims.live = true;
    f.claims.issued_at = NOW;
    red(&f, REASON_NOT_ISSUED, ADVICE_CALL_OFFICE);
}

static void without_a_row_and_a_fresh_replica_it_is_unconfirmed(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.row = ROW_NONE;
    f.passes_synced_at = NOW - TICK_HOUR;
    amber(&f, REASON_OFFLINE_UNCONFIRMED, ADVICE_CHECK_HOLDER);
    f.passes_synced_at = NOW - 25 * TICK_HOUR;
    amber(&f, REASON_OFFLINE_UNCONFIRMED, ADVICE_CHECK_HOLDER);
    f.replica_present = false;
    amber(&f, REASON_OFFLINE_UNCONFIRMED, ADVICE_CHECK_HOLDER);
}

static void a_single_use_pass_offline_away_from_its_home_gate_is_amber(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.claims.home_gate = 1;
    green(&f);
    f.passes_synced_at = NOW - TICK_HOUR;
    amber(&f, REASON_OTHER_GATE_OFFLINE, ADVICE_DECIDE);
    f.claims.uses = PASS_MULTIPLE_USE;
    assert_int_equal(verdict_decide(&f, &policy).colour, VERDICT_GREEN);
}

static void a_stale_replica_is_green_with_a_badge_then_amber(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.passes_synced_at = NOW - policy.fresh_for;
    green(&f);
    assert_int_equal(verdict_decide(&f, &policy).freshness, REPLICA_FRESH);
    f.passes_synced_at -= 1;
    green(&f);
    assert_int_equal(verdict_decide(&f, &policy).freshness, REPLICA_STALE);
    f.passes_synced_at = NOW - policy.stale_for;
    green(&f);
    f.passes_synced_at -= 1;
    amber(&f, REASON_STALE_REPLICA, ADVICE_COMPARE_ID);
    assert_int_equal(verdict_decide(&f, &policy).freshness, REPLICA_MISSING);
}

static void a_static_code_is_amber_where_a_live_one_is_wanted(void **unused)
{
    (void)unused;
    struct policy wants_live = policy;
    wants_live.live_code_required = true;
    struct facts f = good();
    struct verdict v = verdict_decide(&f, &wants_live);
    assert_int_equal(v.colour, VERDICT_AMBER);
    assert_int_equal(v.reason, REASON_STATIC_CODE);
    assert_int_equal(v.advice, ADVICE_CHECK_HOLDER);
    assert_false(verdict_code_is_live(&f, &wants_live));
    f.claims.has_holder = false; /* a vehicle's */
    assert_int_equal(verdict_decide(&f, &wants_live).advice, ADVICE_COMPARE_ID);

    f.claims.live = true;
    f.claims.issued_at = NOW - CLAIMS_LIVE_MS - policy.clock_skew;
    assert_int_equal(verdict_decide(&f, &wants_live).colour, VERDICT_GREEN);
    assert_true(verdict_code_is_live(&f, &wants_live));
    f.claims.issued_at -= TICK_SECOND; /* a photograph by now */
    assert_int_equal(verdict_decide(&f, &wants_live).reason, REASON_STATIC_CODE);
    f.claims.issued_at = NOW + policy.clock_skew + TICK_SECOND;
    assert_int_equal(verdict_decide(&f, &wants_live).reason, REASON_STATIC_CODE);
}

static void an_untrusted_clock_softens_only_what_rests_on_time(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.clock_trusted = false;
    amber(&f, REASON_CLOCK_UNSURE, ADVICE_DECIDE);
    f.now = f.claims.expires + TICK_DAY;
    amber(&f, REASON_CLOCK_UNSURE, ADVICE_DECIDE);
    f.row = ROW_REVOKED;
    red(&f, REASON_REVOKED, ADVICE_REFUSE);
    f.row = ROW_VALID;
    f.use.used = true;
    red(&f, REASON_ALREADY_USED, ADVICE_REFUSE);
    f.token = TOKEN_FORGED;
    red(&f, REASON_FORGED, ADVICE_CALL_OFFICE);
    f = good();
    f.row = ROW_NONE;
    f.clock_trusted = false;
    amber(&f, REASON_CLOCK_UNSURE, ADVICE_CHECK_HOLDER);
}

static void a_store_error_is_amber_and_softens_nothing_known(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.store_error = true;
    amber(&f, REASON_STORE_ERROR, ADVICE_DECIDE);
    f.row = ROW_NONE; /* could not be read */
    amber(&f, REASON_STORE_ERROR, ADVICE_CHECK_HOLDER);
    f.now = f.claims.expires + TICK_DAY;
    red(&f, REASON_EXPIRED, ADVICE_APPLY_AGAIN);
    f = good();
    f.store_error = true;
    f.row = ROW_BLOCKED;
    red(&f, REASON_BLOCKED, ADVICE_CALL_OFFICE);
}

static struct facts plate(unsigned candidates)
{
    struct facts f = good();
    f.presented_as = PRESENTED_PLATE;
    f.token = TOKEN_NOT_A_PASS;
    f.claims.kind = PASS_VEHICLE;
    f.candidates = candidates;
    if (candidates == 0)
        f.row = ROW_NONE;
    return f;
}

static void a_plate_alone_lets_in_the_one_vehicle_expected(void **unused)
{
    (void)unused;
    struct facts f = plate(1);
    green(&f);
    f.gate = 4;
    red(&f, REASON_WRONG_GATE, ADVICE_SEND_TO_GATE);
    f = plate(2);
    amber(&f, REASON_CHOOSE, ADVICE_CHOOSE);
    f = plate(0);
    red(&f, REASON_NOT_EXPECTED, ADVICE_REFUSE);
    f.plate_barred = true;
    red(&f, REASON_BARRED, ADVICE_CALL_OFFICE);
    f = plate(0);
    f.store_error = true;
    amber(&f, REASON_STORE_ERROR, ADVICE_DECIDE);
}

static void a_typed_number_asks_to_compare_the_id(void **unused)
{
    (void)unused;
    struct facts f = plate(1);
    f.presented_as = PRESENTED_SHORT_NUMBER;
    amber(&f, REASON_TYPED_NUMBER, ADVICE_COMPARE_ID);
    f.candidates = 2;
    amber(&f, REASON_CHOOSE, ADVICE_CHOOSE);
    f.candidates = 0;
    f.row = ROW_NONE;
    red(&f, REASON_NOT_EXPECTED, ADVICE_REFUSE);
}

static void the_worst_reason_wins_and_the_others_are_kept(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.gate = 4;
    f.use.used = true;
    f.inside = true;
    f.store_error = true;
    struct verdict v = expect(&f, VERDICT_RED, REASON_ALREADY_USED, ADVICE_REFUSE);
    assert_int_equal(v.reasons, UINT32_C(1) << REASON_ALREADY_USED | UINT32_C(1) << REASON_WRONG_GATE |
                                    UINT32_C(1) << REASON_STORE_ERROR | UINT32_C(1) << REASON_ALREADY_INSIDE);
}

static void whoever_is_inside_may_leave(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.direction = DIRECTION_OUT;
    f.inside = true;
    f.use.used = true;
    f.gate = 4;
    f.now = f.claims.expires + TICK_DAY;
    f.clock_trusted = false;
    green(&f);
    f.row = ROW_NONE;
    green(&f);
    f.row = ROW_REVOKED;
    red(&f, REASON_REVOKED, ADVICE_DECIDE);
    f.token = TOKEN_NOT_A_PASS;
    f.row = ROW_NONE;
    red(&f, REASON_NOT_A_PASS, ADVICE_DECIDE);
    f = good();
    f.direction = DIRECTION_OUT;
    f.store_error = true;
    amber(&f, REASON_STORE_ERROR, ADVICE_DECIDE);
}

static void the_right_last_six_admit_with_one_touch(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.row = ROW_NONE;
    f.passes_synced_at = NOW - TICK_HOUR;
    struct verdict shown = verdict_decide(&f, &policy);
    struct verdict after = verdict_after_holder_check(&shown, true);
    assert_int_equal(after.colour, VERDICT_AMBER);
    assert_int_equal(after.reason, REASON_OFFLINE_UNCONFIRMED);
    assert_int_equal(after.advice, ADVICE_LET_IN);
}

static void the_wrong_last_six_are_red(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.row = ROW_NONE;
    f.passes_synced_at = NOW - TICK_HOUR;
    struct verdict shown = verdict_decide(&f, &policy);
    struct verdict after = verdict_after_holder_check(&shown, false);
    assert_int_equal(after.colour, VERDICT_RED);
    assert_int_equal(after.reason, REASON_WRONG_HOLDER);
    assert_true(after.reasons >> REASON_OFFLINE_UNCONFIRMED & 1);
}

static void the_right_last_six_do_not_settle_what_else_is_wrong(void **unused)
{
    (void)unused;
    struct facts f = good();
    f.row = ROW_NONE;
    f.clock_trusted = false;
    struct verdict shown = verdict_decide(&f, &policy);
    struct verdict after = verdict_after_holder_check(&shown, true);
    assert_int_equal(after.reason, REASON_CLOCK_UNSURE);
    assert_int_equal(after.advice, ADVICE_DECIDE);

    f = good();
    f.row = ROW_NONE;
    f.claims.home_gate = 1;
    f.passes_synced_at = NOW - TICK_HOUR;
    shown = verdict_decide(&f, &policy);
    after = verdict_after_holder_check(&shown, true);
    assert_int_equal(after.reason, REASON_OTHER_GATE_OFFLINE);
    assert_int_equal(after.advice, ADVICE_DECIDE);

    f.row = ROW_REVOKED;
    shown = verdict_decide(&f, &policy);
    after = verdict_after_holder_check(&shown, true);
    assert_int_equal(after.colour, VERDICT_RED);
    assert_int_equal(after.reason, REASON_REVOKED);
    after = verdict_after_holder_check(&shown, false);
    assert_int_equal(after.reason, REASON_REVOKED);
}

static void times_at_the_ends_of_the_range_do_no_harm(void **unused)
{
    (void)unused;
    static const tick ends[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    size_t count = sizeof(ends) / sizeof(ends[0]);
    for (size_t i = 0; i < count * count * count; i++) {
        struct facts f = good();
        f.now = ends[i % count];
        f.claims.not_before = ends[i / count % count];
        f.claims.expires = f.claims.issued_at = f.passes_synced_at = ends[i / count / count];
        struct verdict v = verdict_decide(&f, &policy);
        /* In seconds, where nothing can overflow. */
        bool within = f.now / TICK_SECOND >= f.claims.not_before / TICK_SECOND - 121 &&
                      f.now / TICK_SECOND <= f.claims.expires / TICK_SECOND + 121;
        assert_true(within || v.colour != VERDICT_GREEN);
    }
}

static void names_are_stable_and_read_back(void **unused)
{
    (void)unused;
    for (int r = 0; r < REASON_COUNT; r++) {
        enum verdict_reason back = REASON_COUNT;
        assert_non_null(verdict_reasons[r].name);
        assert_int_equal(verdict_reason_parse(verdict_reasons[r].name, &back), GH_OK);
        assert_int_equal(back, r);
    }
    enum verdict_reason untouched = REASON_BARRED;
    assert_int_equal(verdict_reason_parse("welcome", &untouched), GH_NOT_FOUND);
    assert_int_equal(untouched, REASON_BARRED);
    assert_string_equal(verdict_reason_name(REASON_COUNT), "unknown-reason");
    assert_string_equal(verdict_colour_name((enum verdict_colour)9), "unknown-colour");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_well_is_green),
        cmocka_unit_test(nothing_known_is_red),
        cmocka_unit_test(what_is_not_a_pass_is_red),
        cmocka_unit_test(a_bad_signature_is_red_forged),
        cmocka_unit_test(an_unknown_key_is_red_when_fresh_and_amber_when_not),
        cmocka_unit_test(outside_its_window_is_red_with_two_minutes_of_grace),
        cmocka_unit_test(another_gate_is_red_wrong_gate),
        cmocka_unit_test(revoked_blocked_and_barred_are_red),
        cmocka_unit_test(a_single_use_pass_is_used_once),
        cmocka_unit_test(inside_without_an_exit_is_amber),
        cmocka_unit_test(a_code_shown_again_at_its_gate_is_green_where_static_codes_are_good),
        cmocka_unit_test(a_pass_minted_since_the_last_sync_asks_for_the_holder),
        cmocka_unit_test(a_fresh_replica_that_never_heard_of_it_is_red),
        cmocka_unit_test(a_live_code_does_not_make_an_old_pass_new),
        cmocka_unit_test(without_a_row_and_a_fresh_replica_it_is_unconfirmed),
        cmocka_unit_test(a_single_use_pass_offline_away_from_its_home_gate_is_amber),
        cmocka_unit_test(a_stale_replica_is_green_with_a_badge_then_amber),
        cmocka_unit_test(a_static_code_is_amber_where_a_live_one_is_wanted),
        cmocka_unit_test(an_untrusted_clock_softens_only_what_rests_on_time),
        cmocka_unit_test(a_store_error_is_amber_and_softens_nothing_known),
        cmocka_unit_test(a_plate_alone_lets_in_the_one_vehicle_expected),
        cmocka_unit_test(a_typed_number_asks_to_compare_the_id),
        cmocka_unit_test(the_worst_reason_wins_and_the_others_are_kept),
        cmocka_unit_test(whoever_is_inside_may_leave),
        cmocka_unit_test(the_right_last_six_admit_with_one_touch),
        cmocka_unit_test(the_wrong_last_six_are_red),
        cmocka_unit_test(the_right_last_six_do_not_settle_what_else_is_wrong),
        cmocka_unit_test(times_at_the_ends_of_the_range_do_no_harm),
        cmocka_unit_test(names_are_stable_and_read_back),
    };
    return cmocka_run_group_tests(tests, take_defaults, NULL);
}
