/* How far the wall clock of a booth is believed. */
#include "support/test.h"

#include <string.h>

#include "os/trusted_time.h"

#define NOON (1764000000 * TICK_SECOND)
#define BOOT "6c7ac5b4-2f6e-4d8e-9a3c-0f3f3f0d1c11"
#define OTHER_BOOT "00000000-1111-2222-3333-444444444444"

static struct trusted_time t;
static struct os_reading reading;

/* A booth with a battery that was last on at `floor` and whose wall clock says `wall` now. */
static void booth(tick floor, tick wall)
{
    reading = (struct os_reading){.wall = wall, .support = OS_WALL_BATTERY, .boot_ns = 5000000000};
    assert_int_equal(trusted_time_start(&t, BYTES(NULL, 0), BOOT, reading.boot_ns), GH_OK);
    if (floor > 0)
        trusted_time_learn(&t, TIME_FROM_LOG, floor, reading.boot_ns);
}

static struct trusted_now now(void)
{
    return trusted_time_now(&t, reading);
}

static void learn(enum time_source source, tick at)
{
    trusted_time_learn(&t, source, at, reading.boot_ns);
}

static void sure_at(tick at)
{
    struct trusted_now n = now();
    assert_true(n.sure);
    assert_int_equal(n.doubt, TIME_SURE);
    assert_int_equal(n.at, at);
    assert_int_equal(n.wall_off_by, 0);
}

static void unsure(enum time_doubt doubt, tick at)
{
    struct trusted_now n = now();
    assert_false(n.sure);
    assert_int_equal(n.doubt, doubt);
    assert_int_equal(n.at, at);
    assert_int_equal(n.wall_off_by, reading.wall - at);
}

static void a_clock_that_nothing_contradicts_is_believed(void **unused)
{
    (void)unused;
    booth(0, NOON);
    sure_at(NOON);
    booth(NOON - TICK_DAY, NOON);
    sure_at(NOON);
}

static void a_booth_that_wakes_up_in_1970_is_not(void **unused)
{
    (void)unused;
    booth(0, 12 * TICK_SECOND);
    unsure(TIME_BEHIND, TRUSTED_EARLIEST);
    booth(NOON, 12 * TICK_SECOND);
    unsure(TIME_BEHIND, NOON);
}

static void below_the_floor_begins_after_the_tolerance(void **unused)
{
    (void)unused;
    booth(NOON, NOON - TRUSTED_TOLERANCE);
    sure_at(NOON - TRUSTED_TOLERANCE);
    booth(NOON, NOON - TRUSTED_TOLERANCE - 1);
    unsure(TIME_BEHIND, NOON);
}

static void far_ahead_begins_after_four_hundred_days(void **unused)
{
    (void)unused;
    booth(NOON, NOON + TRUSTED_AHEAD_MAX);
    sure_at(NOON + TRUSTED_AHEAD_MAX);
    booth(NOON, NOON + TRUSTED_AHEAD_MAX + 1);
    unsure(TIME_AHEAD, NOON);
}

static void the_floor_rises_with_the_machine(void **unused)
{
    (void)unused;
    booth(NOON, NOON);
    sure_at(NOON);
    reading.boot_ns += 3600 * INT64_C(1000000000); /* an hour, and the wall clock stands still */
    unsure(TIME_BEHIND, NOON + TICK_HOUR);
}

static void fractions_of_a_millisecond_are_not_lost(void **unused)
{
    (void)unused;
    booth(NOON, 0);
    for (int i = 0; i < 10000; i++) {
        reading.boot_ns += 999999;
        learn(TIME_FROM_LOG, 1);
    }
    assert_int_equal(now().at, NOON + 9999);
}

static void it_is_believed_again_when_it_comes_right(void **unused)
{
    (void)unused;
    booth(NOON, NOON - TICK_DAY);
    unsure(TIME_BEHIND, NOON);
    reading.wall = NOON + TICK_SECOND;
    sure_at(NOON + TICK_SECOND);
    reading.wall = NOON + 500 * TICK_DAY;
    unsure(TIME_AHEAD, NOON + TICK_SECOND);
    reading.wall = NOON + TICK_MINUTE;
    sure_at(NOON + TICK_MINUTE);
}

static void a_clock_set_back_while_running_is_noticed(void **unused)
{
    (void)unused;
    booth(NOON - 30 * TICK_DAY, NOON);
    sure_at(NOON);
    os_reading_advance(&reading, TICK_HOUR);
    sure_at(NOON + TICK_HOUR);
    reading.wall -= 2 * TICK_DAY; /* still far above the floor */
    unsure(TIME_BEHIND, NOON + TICK_HOUR);
    os_reading_advance(&reading, TICK_MINUTE);
    unsure(TIME_BEHIND, NOON + TICK_HOUR + TICK_MINUTE);
}

static void a_small_step_back_holds_the_answer_and_heals(void **unused)
{
    (void)unused;
    booth(NOON - TICK_DAY, NOON);
    sure_at(NOON);
    reading.wall -= TICK_MINUTE;
    sure_at(NOON);
    os_reading_advance(&reading, 30 * TICK_SECOND);
    sure_at(NOON);
    os_reading_advance(&reading, 30 * TICK_SECOND);
    sure_at(NOON);
    os_reading_advance(&reading, TICK_SECOND);
    sure_at(NOON + TICK_SECOND);
}

static void the_answer_never_goes_back(void **unused)
{
    (void)unused;
    static const tick jumps[] = {0,         TICK_SECOND, -TICK_MINUTE,   TICK_HOUR,       -3 * TICK_HOUR,
                                 TICK_DAY,  -TICK_DAY,   500 * TICK_DAY, -TICK_SECOND,    -500 * TICK_DAY,
                                 TICK_HOUR, -NOON,       NOON,           2 * TICK_MINUTE, -2 * TICK_MINUTE};
    booth(NOON - TICK_DAY, NOON);
    tick last = now().at;
    for (size_t i = 0; i < 2000; i++) {
        os_reading_advance(&reading, (tick)(i * 37 % 5000));
        reading.wall += jumps[i * 7 % (sizeof(jumps) / sizeof(jumps[0]))];
        if (i % 11 == 0)
            learn((enum time_source)(TIME_FROM_REPLICA + i % 3), NOON + (tick)(i * 1000));
        struct trusted_now n = now();
        assert_true(n.at >= last);
        last = n.at;
    }
}

static void an_earlier_message_of_the_server_raises_the_floor(void **unused)
{
    (void)unused;
    booth(NOON - TICK_DAY, NOON);
    sure_at(NOON);
    learn(TIME_FROM_REPLICA, NOON + TICK_HOUR);
    unsure(TIME_BEHIND, NOON + TICK_HOUR);
    learn(TIME_FROM_REPLICA, NOON); /* an older message lowers nothing */
    unsure(TIME_BEHIND, NOON + TICK_HOUR);
}

static void by_server_at(tick at)
{
    struct trusted_now n = now();
    assert_true(n.sure);
    assert_true(n.by_server);
    assert_int_equal(n.at, at);
    assert_int_equal(n.wall_off_by, reading.wall - at);
}

static void the_server_s_answer_is_the_time_whatever_the_wall_clock_says(void **unused)
{
    (void)unused;
    static const tick walls[] = {0, NOON - TICK_DAY, NOON, NOON + 21 * TICK_HOUR, NOON + 30 * TICK_DAY, INT64_MAX};
    for (size_t i = 0; i < sizeof walls / sizeof walls[0]; i++) {
        booth(NOON - TICK_DAY, walls[i]);
        reading.support = OS_WALL_UNPROVEN;
        learn(TIME_FROM_SERVER, NOON);
        assert_int_equal(now().at, NOON);
        reading.boot_ns += 3600 * INT64_C(1000000000);
        reading.wall = 0; /* and it jumps */
        by_server_at(NOON + TICK_HOUR);
    }
}

static void a_floor_that_is_too_late_heals_with_the_server_s_next_answer(void **unused)
{
    (void)unused;
    char saved[TRUSTED_SAVED_MAX];
    booth(NOON + 30 * TICK_DAY, NOON);
    unsure(TIME_BEHIND, NOON + 30 * TICK_DAY);
    learn(TIME_FROM_SERVER, NOON);
    by_server_at(NOON);
    /* After a restart without a network, too: what the log still says of the wrong time is older than the heal. */
    trusted_time_save(&t, reading.boot_ns, saved);
    reading = (struct os_reading){.wall = NOON + TICK_HOUR, .support = OS_WALL_BATTERY, .boot_ns = 1};
    assert_int_equal(trusted_time_start(&t, bytes_of_string(saved), OTHER_BOOT, 1), GH_OK);
    learn(TIME_FROM_LOG, NOON + 30 * TICK_DAY);
    sure_at(NOON + TICK_HOUR);
}

static void an_answer_counts_for_a_week(void **unused)
{
    (void)unused;
    booth(0, NOON);
    reading.support = OS_WALL_UNPROVEN;
    learn(TIME_FROM_SERVER, NOON);
    os_reading_advance(&reading, TRUSTED_ANCHOR_LIFE);
    by_server_at(NOON + TRUSTED_ANCHOR_LIFE);
    os_reading_advance(&reading, TICK_MINUTE);
    assert_int_equal(now().doubt, TIME_UNPROVEN);
    reading.support = OS_WALL_SYNCHRONISED;
    sure_at(NOON + TRUSTED_ANCHOR_LIFE + TICK_MINUTE);
}

static void an_answer_outlives_the_program_but_not_the_boot(void **unused)
{
    (void)unused;
    char saved[TRUSTED_SAVED_MAX];
    booth(0, NOON + TICK_DAY);
    learn(TIME_FROM_SERVER, NOON);
    trusted_time_save(&t, reading.boot_ns, saved);
    reading.support = OS_WALL_UNPROVEN;
    os_reading_advance(&reading, TICK_MINUTE);
    assert_int_equal(trusted_time_start(&t, bytes_of_string(saved), BOOT, reading.boot_ns), GH_OK);
    by_server_at(NOON + TICK_MINUTE);
    assert_int_equal(trusted_time_start(&t, bytes_of_string(saved), OTHER_BOOT, reading.boot_ns), GH_OK);
    assert_false(now().sure);
    assert_int_equal(trusted_time_start(&t, bytes_of_string(saved), "", reading.boot_ns), GH_OK);
    assert_false(now().sure);
    assert_int_equal(trusted_time_start(&t, bytes_of_string(saved), BOOT, 1), GH_OK); /* before that answer */
    assert_false(now().sure);
}

static void answers_in_whole_seconds_do_not_shake_the_time(void **unused)
{
    (void)unused;
    booth(0, NOON);
    learn(TIME_FROM_SERVER, NOON);
    os_reading_advance(&reading, 1900);
    learn(TIME_FROM_SERVER, NOON + TICK_SECOND);
    by_server_at(NOON + 1900);
    learn(TIME_FROM_SERVER, NOON - TICK_HOUR); /* the server was put right */
    by_server_at(NOON - TICK_HOUR);
}

static void nothing_speaks_for_a_wall_clock_without_ntp_and_battery(void **unused)
{
    (void)unused;
    booth(NOON - TICK_DAY, NOON);
    reading.support = OS_WALL_UNPROVEN;
    struct trusted_now n = now();
    assert_false(n.sure);
    assert_int_equal(n.doubt, TIME_UNPROVEN);
    assert_int_equal(n.at, NOON); /* the best guess */
    reading.support = OS_WALL_SYNCHRONISED;
    sure_at(NOON);
}

static void a_token_shows_that_its_time_has_passed(void **unused)
{
    (void)unused;
    booth(NOON - TICK_DAY, NOON);
    learn(TIME_FROM_TOKEN, NOON + TICK_DAY);
    unsure(TIME_BEHIND, NOON + TICK_DAY);
}

static void a_signing_server_with_a_wrong_clock_stops_nobody_for_long(void **unused)
{
    (void)unused;
    booth(NOON, NOON);
    for (int year = 1; year < 50; year++)
        learn(TIME_FROM_TOKEN, NOON + year * 365 * TICK_DAY);
    sure_at(NOON);
    for (int day = 1; day < 50; day++) /* not in small steps either */
        learn(TIME_FROM_TOKEN, NOON + day * TICK_DAY);
    unsure(TIME_BEHIND, NOON + TRUSTED_TOKEN_AHEAD_MAX);

    booth(0, NOON);
    learn(TIME_FROM_TOKEN, NOON + TICK_DAY); /* nothing to measure it by */
    sure_at(NOON);
}

static void times_that_can_not_be_are_ignored(void **unused)
{
    (void)unused;
    booth(NOON, NOON);
    learn(TIME_FROM_SERVER, INT64_MAX);
    learn(TIME_FROM_SERVER, INT64_MIN);
    learn(TIME_FROM_REPLICA, INT64_MAX);
    learn(TIME_FROM_LOG, -1);
    learn(TIME_FROM_LOG, 253402300800 * TICK_SECOND);
    sure_at(NOON);
    reading.wall = INT64_MAX;
    assert_int_equal(now().doubt, TIME_AHEAD);
    reading.wall = INT64_MIN;
    assert_int_equal(now().doubt, TIME_BEHIND);
    reading = (struct os_reading){.wall = NOON, .support = OS_WALL_BATTERY, .boot_ns = INT64_MAX};
    assert_true(now().at >= NOON);
    reading.boot_ns = INT64_MIN;
    assert_true(now().at >= NOON);
}

static void the_floor_outlives_a_restart(void **unused)
{
    (void)unused;
    char saved[TRUSTED_SAVED_MAX];
    booth(NOON, NOON);
    learn(TIME_FROM_TOKEN, NOON + TICK_DAY);
    os_reading_advance(&reading, TICK_HOUR);
    trusted_time_save(&t, reading.boot_ns, saved);

    reading = (struct os_reading){.wall = TICK_DAY, .support = OS_WALL_BATTERY, .boot_ns = 1};
    assert_int_equal(trusted_time_start(&t, bytes_of_string(saved), OTHER_BOOT, reading.boot_ns), GH_OK);
    unsure(TIME_BEHIND, NOON + TICK_DAY + TICK_HOUR);
    /* Tokens still count from what server and log have shown, not from the token of before. */
    learn(TIME_FROM_TOKEN, NOON + TICK_HOUR + TRUSTED_TOKEN_AHEAD_MAX + 1);
    unsure(TIME_BEHIND, NOON + TICK_DAY + TICK_HOUR);
}

static void what_is_not_a_saved_floor_is_said_and_ignored(void **unused)
{
    (void)unused;
    static const char *const wrong[] = {"x",
                                        "gatehouse-time 1 ",
                                        "gatehouse-time 1 1 2",
                                        "gatehouse-time 1 2 1\n",
                                        "gatehouse-time 1 1 -2\n",
                                        "gatehouse-time 1 1 2\n\n",
                                        "gatehouse-time 3 1 2\n",
                                        "gatehouse-time 2 1 2\n",
                                        "gatehouse-time 2 1 2 3 4 \n",
                                        "gatehouse-time 2 1 2 3 4 UPPER\n",
                                        "gatehouse-time 2 1 2 3 4 a\nb\n",
                                        "gatehouse-time 2 1 2 3 999999999999999 a\n",
                                        "gatehouse-time 2 1 2 3 4 0123456789012345678901234567890123456\n",
                                        "gatehouse-time 1  2\n",
                                        "gatehouse-time 1 1 9999999999999999\n",
                                        "gatehouse-time 1 1 999999999999999\n"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(trusted_time_start(&t, bytes_of_string(wrong[i]), BOOT, 0), GH_MALFORMED);
        reading = (struct os_reading){.wall = NOON, .support = OS_WALL_BATTERY};
        sure_at(NOON);
    }
    assert_int_equal(trusted_time_start(&t, bytes_of_string("gatehouse-time 1 1 2\n"), BOOT, 0), GH_OK);
    assert_int_equal(trusted_time_start(&t, bytes_of_string("gatehouse-time 2 1 2 0 0 -\n"), BOOT, 0), GH_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_that_nothing_contradicts_is_believed),
        cmocka_unit_test(a_booth_that_wakes_up_in_1970_is_not),
        cmocka_unit_test(below_the_floor_begins_after_the_tolerance),
        cmocka_unit_test(far_ahead_begins_after_four_hundred_days),
        cmocka_unit_test(the_floor_rises_with_the_machine),
        cmocka_unit_test(fractions_of_a_millisecond_are_not_lost),
        cmocka_unit_test(it_is_believed_again_when_it_comes_right),
        cmocka_unit_test(a_clock_set_back_while_running_is_noticed),
        cmocka_unit_test(a_small_step_back_holds_the_answer_and_heals),
        cmocka_unit_test(the_answer_never_goes_back),
        cmocka_unit_test(an_earlier_message_of_the_server_raises_the_floor),
        cmocka_unit_test(the_server_s_answer_is_the_time_whatever_the_wall_clock_says),
        cmocka_unit_test(a_floor_that_is_too_late_heals_with_the_server_s_next_answer),
        cmocka_unit_test(an_answer_counts_for_a_week),
        cmocka_unit_test(an_answer_outlives_the_program_but_not_the_boot),
        cmocka_unit_test(answers_in_whole_seconds_do_not_shake_the_time),
        cmocka_unit_test(nothing_speaks_for_a_wall_clock_without_ntp_and_battery),
        cmocka_unit_test(a_token_shows_that_its_time_has_passed),
        cmocka_unit_test(a_signing_server_with_a_wrong_clock_stops_nobody_for_long),
        cmocka_unit_test(times_that_can_not_be_are_ignored),
        cmocka_unit_test(the_floor_outlives_a_restart),
        cmocka_unit_test(what_is_not_a_saved_floor_is_said_and_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
