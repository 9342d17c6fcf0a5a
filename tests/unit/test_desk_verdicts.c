/* The desk on real stores: every row of the verdict's table from the code to the journal, and the rules around it.
 */
#include "base/civil.h"
#include "support/test.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "desk/stores.h"
#include "support/booth.h"

/* ---- The table ---- */

static void test_a_known_pass_is_green_and_in_the_journal(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    struct entry entry = booth_newest(b);
    assert_true(entry.uses_up);
    assert_true(entry.clock_trusted);
    assert_memory_equal(&entry.pass_id, &pass.claims.pass_id, sizeof entry.pass_id);
    assert_int_equal(entry.pass_expires, pass.claims.expires);
    assert_true(b->shown.pass.personal);
    assert_string_equal(b->shown.pass.display.name, "张*三");
    assert_true(b->shown.can_take_back);
    assert_int_equal(b->status.counts.admitted_today, 1);
    assert_int_equal(b->status.persons_inside, 1);
    assert_int_equal(b->status.last_count, 1);
    assert_string_equal(b->status.last[0].name, "张*三");
}

static void test_other_peoples_codes(void **state)
{
    struct booth *b = *state;
    static const char *const codes[] = {"https://example.com/", "HC1:6BFOXN%TSMAHN-H", "GH1:", "GH1:!!!!", "x"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        booth_scan(b, codes[i]);
        booth_expect(b, REASON_NOT_A_PASS);
        static const uint8_t none[16];
        assert_memory_not_equal(booth_newest(b).code_digest, none, sizeof none);
        assert_false(b->shown.has_pass);
    }
}

static void assert_valid_by_gun(struct booth *b, const char *text)
{
    booth_scan(b, text);
    assert_true(b->shown.has_pass);
    assert_false(b->shown.gun_changed);
}

static void test_the_case_of_a_scanner_gun(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    char text[TOKEN_TEXT_MAX + 1];
    booth_put(b, pass, "张*三");
    (void)booth_code(b, &pass.claims, text);
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c += 'a' - 'A';
    assert_valid_by_gun(b, text);
    text[0] = 'G'; /* Caps Lock in the middle of it */
    assert_valid_by_gun(b, text);
    text[3] = ';'; /* the layout has another sign at that key: nobody can know the rest */
    booth_scan(b, text);
    booth_expect(b, REASON_NOT_A_PASS);
    assert_true(b->shown.gun_changed);
    booth_scan(b, "https://example.com/");
    assert_false(b->shown.gun_changed);
}

static void test_a_forged_signature(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    uint8_t other_public[32], other_secret[64];
    char text[TOKEN_TEXT_MAX + 1];
    booth_put(b, pass, "张*三");
    crypto_sign_keypair(other_public, other_secret);
    assert_int_equal(token_mint(&pass.claims, b->kid, other_secret, text), GH_OK);
    booth_scan(b, text);
    booth_expect(b, REASON_FORGED);
    assert_false(b->shown.pass.personal);
}

static void test_an_unknown_key(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    static const uint8_t kid[KID_LEN] = {1, 2, 3};
    char text[TOKEN_TEXT_MAX + 1];
    assert_int_equal(token_mint(&pass.claims, kid, b->sign_secret, text), GH_OK);
    booth_scan(b, text);
    booth_expect(b, REASON_UNKNOWN_KEY);
    booth_pass_time(b, TICK_HOUR);
    booth_scan(b, text);
    booth_expect(b, REASON_KEY_STALE);
}

static void test_rows_that_the_office_has_stopped(void **state)
{
    struct booth *b = *state;
    static const struct {
        enum row_state row;
        enum verdict_reason reason;
    } cases[] = {{ROW_REVOKED, REASON_REVOKED}, {ROW_BLOCKED, REASON_BLOCKED}};
    for (size_t i = 0; i < 2; i++) {
        struct wire_pass pass = booth_pass(b);
        pass.state = cases[i].row;
        booth_put(b, pass, "张*三");
        booth_scan_pass(b, &pass);
        booth_expect(b, cases[i].reason);
    }
}

static void test_a_barred_person(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    pass.barred = true;
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_BARRED);
}

/* The booth has heard nothing of the server since: the end came with the mark. */
static void test_a_bar_that_has_ended(void **state)
{
    struct booth *b = *state;
    const tick now = booth_now(b) / 1000 * 1000;
    const struct {
        tick until;
        enum verdict_reason reason;
    } cases[] = {{now + TICK_HOUR, REASON_BARRED}, {now - TICK_HOUR, REASON_OK}};
    for (size_t i = 0; i < 2; i++) {
        struct wire_pass pass = booth_pass(b);
        pass.barred = true;
        pass.barred_until = cases[i].until;
        booth_put(b, pass, "张*三");
        booth_scan_pass(b, &pass);
        booth_expect(b, cases[i].reason);
    }
}

static void test_time_and_place(void **state)
{
    struct booth *b = *state;
    tick now = booth_now(b) / 1000 * 1000;
    struct wire_pass early = booth_pass(b), late = booth_pass(b), elsewhere = booth_pass(b);
    early.claims.not_before = now + TICK_HOUR;
    late.claims.expires = now - TICK_HOUR;
    elsewhere.claims.gates = 1 << BOOTH_OTHER_GATE;
    elsewhere.claims.home_gate = BOOTH_OTHER_GATE;
    booth_put(b, early, "A");
    booth_put(b, late, "B");
    booth_put(b, elsewhere, "C");
    booth_scan_pass(b, &early);
    booth_expect(b, REASON_TOO_EARLY);
    assert_int_equal(b->shown.pass.not_before, early.claims.not_before);
    booth_scan_pass(b, &late);
    booth_expect(b, REASON_EXPIRED);
    booth_scan_pass(b, &elsewhere);
    booth_expect(b, REASON_WRONG_GATE);
    assert_int_equal(b->shown.pass.gates, 1 << BOOTH_OTHER_GATE);
}

/* A day that was closed after the pass was issued counts as if it had been closed before, with or without a network. */
static void test_a_day_that_was_closed_later(void **state)
{
    struct booth *b = *state;
    const tick now = booth_now(b) / 1000 * 1000;
    const int64_t today = civil_of(now, 480).days;
    struct wire_pass week = booth_pass(b), last = booth_pass(b);
    struct wire_record closed = {.type = WIRE_CLOSED_DAYS, .closed_days.first = (uint32_t)today - 1};
    week.claims.uses = last.claims.uses = PASS_MULTIPLE_USE;
    week.claims.not_before = last.claims.not_before = now - TICK_DAY;
    week.claims.expires = now + 5 * TICK_DAY;
    last.claims.expires = now + TICK_HOUR;
    booth_put(b, week, "A");
    booth_put(b, last, "B");
    booth_scan_pass(b, &week);
    booth_expect(b, REASON_OK);
    closed_days_add(&closed.closed_days, today);
    closed_days_add(&closed.closed_days, today + 1);
    booth_sync(b, &closed, 1, now);
    booth_pass_time(b, TICK_MINUTE);
    booth_scan_pass(b, &week);
    booth_expect(b, REASON_TOO_EARLY);
    assert_int_equal(b->shown.pass.not_before, civil_day_start(now, 480) + 2 * TICK_DAY);
    booth_scan_pass(b, &last);
    booth_expect(b, REASON_EXPIRED);
    assert_int_equal(b->shown.pass.expires, civil_day_start(now, 480) - TICK_SECOND);
    /* Opened again. */
    closed.closed_days = (struct closed_days){.first = (uint32_t)today - 1};
    booth_sync(b, &closed, 1, now + TICK_MINUTE / 1000 * 1000);
    booth_pass_time(b, TICK_MINUTE);
    booth_scan_pass(b, &last);
    booth_expect(b, REASON_OK);
}

static void test_a_second_scan_is_already_used_with_when_and_where(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    tick admitted = booth_newest(b).at;
    booth_pass_time(b, 5 * TICK_MINUTE);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_ALREADY_USED);
    assert_int_equal(b->shown.use.at, admitted);
    assert_int_equal(b->shown.use.gate, BOOTH_GATE);
    booth_restart(b);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_ALREADY_USED);
}

static void test_a_use_at_another_gate(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    struct wire_record use = {.type = WIRE_USE};
    use.use.entry_id = uuid_v7(booth_now(b), (const uint8_t[10]){1});
    use.use.pass_id = pass.claims.pass_id;
    use.use.at = booth_now(b) / 1000 * 1000 - TICK_MINUTE;
    use.use.gate = BOOTH_OTHER_GATE;
    booth_sync(b, &use, 1, booth_now(b) / 1000 * 1000);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_ALREADY_USED);
    assert_int_equal(b->shown.use.gate, BOOTH_OTHER_GATE);
}

static void require_live_codes(struct booth *b, bool required)
{
    struct policy policy = b->policy;
    policy.live_code_required = required;
    booth_set_policy(b, &policy);
}

static void test_a_static_code_shown_again_at_its_gate(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    pass.claims.uses = PASS_MULTIPLE_USE;
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    tick came_in = booth_newest(b).at;
    booth_pass_time(b, 5 * TICK_MINUTE);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
    assert_true(b->shown.inside);
    assert_int_equal(b->shown.inside_since, came_in);
    assert_int_equal(b->shown.inside_gate, BOOTH_GATE);
    assert_int_equal(b->status.persons_inside, 1);
}

static void test_a_pass_for_many_uses_is_already_inside(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    pass.claims.uses = PASS_MULTIPLE_USE;
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    assert_false(booth_newest(b).uses_up);
    require_live_codes(b, true);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_ALREADY_INSIDE);
    require_live_codes(b, false);
    booth_do(b, (struct desk_command){.kind = COMMAND_DIRECTION, .direction = DIRECTION_OUT});
    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown.state, SCAN_WENT_OUT);
    assert_int_equal(booth_newest(b).kind, ENTRY_EXIT);
    booth_do(b, (struct desk_command){.kind = COMMAND_DIRECTION, .direction = DIRECTION_IN});
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
}

static void test_without_a_row(void **state)
{
    struct booth *b = *state;
    struct wire_pass old = booth_pass(b), new = booth_pass(b);
    booth_scan_pass(b, &old);
    booth_expect(b, REASON_NOT_ISSUED);
    booth_pass_time(b, 10 * TICK_MINUTE);
    new = booth_pass(b);
    uint8_t random[10] = {9};
    tick now = booth_now(b) / 1000 * 1000;
    new.claims.pass_id = uuid_v7(now - TICK_MINUTE, random);
    new.claims.issued_at = now - TICK_MINUTE;
    booth_scan_pass(b, &new);
    booth_expect(b, REASON_NEW_PASS);
    booth_pass_time(b, 5 * TICK_HOUR);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    booth_scan_pass(b, &old);
    booth_expect(b, REASON_OFFLINE_UNCONFIRMED);
}

static void test_the_list_grows_old(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b), visitor = booth_pass(b), other = booth_pass(b);
    pass.claims.uses = visitor.claims.uses = PASS_MULTIPLE_USE;
    pass.claims.expires = visitor.claims.expires = booth_now(b) / 1000 * 1000 + 5 * TICK_DAY;
    other.claims.gates = 1 << BOOTH_GATE | 1 << BOOTH_OTHER_GATE;
    other.claims.home_gate = BOOTH_OTHER_GATE;
    booth_put(b, pass, "A");
    booth_put(b, visitor, "B");
    booth_put(b, other, "C");
    booth_pass_time(b, 2 * TICK_HOUR);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    assert_int_equal(b->shown.verdict.freshness, REPLICA_STALE);
    assert_int_equal(b->status.freshness, REPLICA_STALE);
    booth_scan_pass(b, &other);
    booth_expect(b, REASON_OTHER_GATE_OFFLINE);
    booth_pass_time(b, 30 * TICK_HOUR);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    booth_scan_pass(b, &visitor);
    booth_expect(b, REASON_STALE_REPLICA);
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
}

static void test_a_live_code_where_policy_wants_one(void **state)
{
    struct booth *b = *state;
    struct policy policy = b->policy;
    policy.live_code_required = true;
    booth_set_policy(b, &policy);
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_STATIC_CODE);
    assert_int_equal(b->shown.verdict.advice, ADVICE_CHECK_HOLDER);
    assert_false(b->shown.can_admit);
    pass.claims.live = true;
    pass.claims.issued_at = booth_now(b) / 1000 * 1000;
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
}

static void test_a_phone_that_signs_anew_while_it_is_held(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    pass.claims.live = true;
    pass.claims.issued_at = booth_now(b) / 1000 * 1000;
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    uint32_t scan = b->shown.scan;
    booth_pass_time(b, 30 * TICK_SECOND);
    pass.claims.issued_at += 30 * TICK_SECOND;
    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown.scan, scan);
    booth_pass_time(b, 36 * TICK_SECOND);
    pass.claims.issued_at += 30 * TICK_SECOND;
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_ALREADY_USED);
}

static void test_a_clock_set_back(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    b->reading.wall -= 3 * TICK_HOUR;
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_CLOCK_UNSURE);
    assert_false(booth_newest(b).clock_trusted);
    b->reading.wall += 3 * TICK_HOUR;
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
}

static void server_says(struct booth *b, tick at)
{
    booth_do(b, (struct desk_command){.kind = COMMAND_SERVER_TIME, .at = at});
}

static void test_the_server_s_time_beats_the_wall_clock(void **state)
{
    struct booth *b = *state;
    struct wire_pass today = booth_pass(b), tomorrow = booth_pass(b);
    tick now = booth_now(b);
    tomorrow.claims.pass_id.b[15] ^= 1;
    tomorrow.claims.not_before += TICK_DAY;
    tomorrow.claims.expires += TICK_DAY;
    booth_put(b, today, "张*三");
    booth_put(b, tomorrow, "李*四");
    b->reading.wall += 21 * TICK_HOUR;
    server_says(b, now);
    booth_scan_pass(b, &tomorrow);
    booth_expect(b, REASON_TOO_EARLY);
    booth_scan_pass(b, &today);
    booth_expect(b, REASON_OK);
    assert_int_equal(booth_newest(b).at, now);
}

static void test_a_booth_that_ran_ahead_heals_and_stays_healed(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    tick now = booth_now(b);
    booth_put(b, pass, "张*三");
    b->reading.wall += 30 * TICK_DAY; /* a battery that lies */
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_EXPIRED);
    b->reading.wall = now;
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_CLOCK_UNSURE);
    server_says(b, now);
    booth_pass_time(b, 2000);
    booth_restart(b); /* without a network */
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
}

static void test_nothing_speaks_for_the_wall_clock(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    b->reading.support = OS_WALL_UNPROVEN;
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_CLOCK_UNSURE);
    server_says(b, booth_now(b));
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
}

static void test_a_replica_that_comes_later(void **state)
{
    struct booth *b = *state;
    char away[300];
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    snprintf(away, sizeof away, "%s.away", b->replica_path);
    assert_int_equal(rename(b->replica_path, away), 0);
    booth_pass_time(b, 2000);
    assert_int_equal(b->status.replica, REPLICA_STATE_MISSING);
    booth_scan_pass(b, &pass);
    assert_true(b->shown.verdict.colour != VERDICT_GREEN);
    assert_int_equal(rename(away, b->replica_path), 0);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
}

/* ---- Never green when it is not on disk ---- */

static void test_an_entry_that_cannot_be_written_is_never_green(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b), next = booth_pass(b);
    booth_put(b, pass, "张*三");
    booth_put(b, next, "李*");
    struct entry before[8], after[8];
    size_t count = booth_entries(b, before, 8);
    desk_close_stores(b->desk);
    char away[300];
    snprintf(away, sizeof away, "%s.away", b->journal_path);
    assert_int_equal(rename(b->journal_path, away), 0);
    assert_int_equal(mkdir(b->journal_path, 0700), 0); /* even root can't write a journal there */

    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown.verdict.reason, REASON_STORE_ERROR);
    assert_int_equal(b->shown.verdict.colour, VERDICT_AMBER);
    assert_int_equal(b->shown.state, SCAN_WAITING);
    assert_true(b->shown.paper_log);
    assert_true(b->shown.fault != GH_OK);
    assert_true(b->status.journal != GH_OK);
    assert_true(uuid_is_nil(&b->shown.entry));

    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT}); /* by hand, on paper */
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
    assert_true(b->shown.paper_log);
    assert_int_equal(b->shown.verdict.colour, VERDICT_AMBER);

    assert_int_equal(rmdir(b->journal_path), 0);
    assert_int_equal(rename(away, b->journal_path), 0);
    booth_scan_pass(b, &next); /* the cause is gone: the next scan works at once */
    booth_expect(b, REASON_OK);
    assert_int_equal(b->status.journal, GH_OK);
    assert_int_equal(booth_entries(b, after, 8), count + 1);
}

static void test_a_failed_decision_asks_for_paper_before_it_stands(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    pass.claims.uses = PASS_MULTIPLE_USE;
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    require_live_codes(b, true);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_ALREADY_INSIDE);
    desk_close_stores(b->desk);
    char away[300];
    snprintf(away, sizeof away, "%s.away", b->journal_path);
    assert_int_equal(rename(b->journal_path, away), 0);
    assert_int_equal(mkdir(b->journal_path, 0700), 0);
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->shown.state, SCAN_WAITING);
    assert_true(b->shown.paper_log);
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT});
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
    assert_true(b->shown.paper_log);
    assert_int_equal(rmdir(b->journal_path), 0);
    assert_int_equal(rename(away, b->journal_path), 0);
}

static void test_a_damaged_journal_is_salvaged(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    desk_close_stores(b->desk);
    FILE *file = fopen(b->journal_path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_SET), 0);
    assert_int_equal(fwrite("this is no database any more, sorry", 1, 35, file), 35);
    fclose(file);
    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown.verdict.reason, REASON_OK);
    assert_true(b->status.journal_salvaged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOOTH_TEST(test_a_known_pass_is_green_and_in_the_journal),
        BOOTH_TEST(test_other_peoples_codes),
        BOOTH_TEST(test_the_case_of_a_scanner_gun),
        BOOTH_TEST(test_a_forged_signature),
        BOOTH_TEST(test_an_unknown_key),
        BOOTH_TEST(test_rows_that_the_office_has_stopped),
        BOOTH_TEST(test_a_barred_person),
        BOOTH_TEST(test_a_bar_that_has_ended),
        BOOTH_TEST(test_time_and_place),
        BOOTH_TEST(test_a_day_that_was_closed_later),
        BOOTH_TEST(test_a_second_scan_is_already_used_with_when_and_where),
        BOOTH_TEST(test_a_use_at_another_gate),
        BOOTH_TEST(test_a_static_code_shown_again_at_its_gate),
        BOOTH_TEST(test_a_pass_for_many_uses_is_already_inside),
        BOOTH_TEST(test_without_a_row),
        BOOTH_TEST(test_the_list_grows_old),
        BOOTH_TEST(test_a_live_code_where_policy_wants_one),
        BOOTH_TEST(test_a_phone_that_signs_anew_while_it_is_held),
        BOOTH_TEST(test_a_clock_set_back),
        BOOTH_TEST(test_the_server_s_time_beats_the_wall_clock),
        BOOTH_TEST(test_a_booth_that_ran_ahead_heals_and_stays_healed),
        BOOTH_TEST(test_nothing_speaks_for_the_wall_clock),
        BOOTH_TEST(test_a_replica_that_comes_later),
        BOOTH_TEST(test_an_entry_that_cannot_be_written_is_never_green),
        BOOTH_TEST(test_a_failed_decision_asks_for_paper_before_it_stands),
        BOOTH_TEST(test_a_damaged_journal_is_salvaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
