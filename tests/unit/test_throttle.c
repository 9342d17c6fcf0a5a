/* Wrong PINs: how long the next try has to wait. */
#include "support/test.h"

#include <string.h>

#include "guard/throttle.h"

#define NOON (1764000000 * TICK_SECOND)

static struct throttle t;

static int nobody_failed(void **unused)
{
    (void)unused;
    memset(&t, 0, sizeof(t));
    return 0;
}

static void fail_times(unsigned times, uint32_t guard, tick now)
{
    for (unsigned i = 0; i < times; i++)
        throttle_failed(&t, guard, now);
}

static void three_tries_are_free(void **unused)
{
    (void)unused;
    assert_int_equal(throttle_wait(&t, 1, NOON), 0);
    fail_times(2, 1, NOON);
    assert_int_equal(throttle_wait(&t, 1, NOON), 0);
    fail_times(1, 1, NOON);
    assert_int_equal(throttle_wait(&t, 1, NOON), 5 * TICK_SECOND);
}

static void each_further_try_waits_twice_as_long_up_to_five_minutes(void **unused)
{
    (void)unused;
    static const tick waits[] = {5, 10, 20, 40, 80, 160, 300, 300};
    fail_times(2, 1, NOON);
    for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
        /* Only this guard's count: the booth's is tried by itself. */
        t.booth = (struct throttle_count){0};
        fail_times(1, 1, NOON);
        assert_int_equal(throttle_wait(&t, 1, NOON), waits[i] * TICK_SECOND);
    }
    t.booth = (struct throttle_count){0};
    fail_times(5000, 1, NOON);
    assert_int_equal(throttle_wait(&t, 1, NOON), THROTTLE_CAP);
}

static void the_wait_runs_down_and_ends(void **unused)
{
    (void)unused;
    fail_times(3, 1, NOON);
    assert_int_equal(throttle_wait(&t, 1, NOON + 4999), 1);
    assert_int_equal(throttle_wait(&t, 1, NOON + 5000), 0);
}

static void one_guards_mistakes_do_not_lock_out_another(void **unused)
{
    (void)unused;
    fail_times(4, 1, NOON);
    assert_true(throttle_wait(&t, 1, NOON) > 0);
    assert_int_equal(throttle_wait(&t, 2, NOON), 0);
}

static void trying_every_guard_in_turn_slows_the_booth(void **unused)
{
    (void)unused;
    for (uint32_t guard = 1; guard <= THROTTLE_FREE_BOOTH; guard++)
        fail_times(1, guard, NOON);
    assert_int_equal(throttle_wait(&t, 99, NOON), THROTTLE_FIRST);
    throttle_passed(&t, 1); /* an own right PIN does not buy more tries at the others */
    assert_int_equal(throttle_wait(&t, 99, NOON), THROTTLE_FIRST);
}

static void the_right_pin_clears_the_guards_own_count(void **unused)
{
    (void)unused;
    fail_times(3, 1, NOON);
    throttle_passed(&t, 1);
    assert_int_equal(throttle_wait(&t, 1, NOON), 0);
    fail_times(2, 1, NOON);
    assert_int_equal(throttle_wait(&t, 1, NOON), 0);
    throttle_passed(&t, 77); /* never failed */
}

static void the_booth_forgets_with_time(void **unused)
{
    (void)unused;
    for (uint32_t guard = 1; guard <= THROTTLE_FREE_BOOTH + 2; guard++)
        fail_times(1, guard, NOON);
    tick later = NOON + 3 * THROTTLE_FORGET_BOOTH;
    assert_int_equal(throttle_wait(&t, 99, later), 0);
    assert_int_equal(t.booth.failures, THROTTLE_FREE_BOOTH - 1);
    throttle_wait(&t, 99, NOON + 100 * THROTTLE_FORGET_BOOTH);
    assert_int_equal(t.booth.failures, 0);
}

static void a_clock_set_back_neither_frees_nor_locks_for_ever(void **unused)
{
    (void)unused;
    fail_times(4, 1, NOON);
    tick back = NOON - 10 * TICK_DAY;
    assert_int_equal(throttle_wait(&t, 1, back), 10 * TICK_SECOND);
    assert_int_equal(throttle_wait(&t, 1, back + 10 * TICK_SECOND), 0);
    assert_int_equal(throttle_wait(&t, 1, INT64_MAX), 0);
    assert_true(throttle_wait(&t, 1, INT64_MIN) <= THROTTLE_CAP);
}

static void the_count_outlives_a_restart(void **unused)
{
    (void)unused;
    uint8_t stored[THROTTLE_BYTES_MAX];
    fail_times(5, 1, NOON);
    fail_times(3, 2, NOON + 1);
    size_t len = throttle_encode(&t, stored);
    struct throttle back;
    memset(&back, 0x5a, sizeof(back));
    assert_int_equal(throttle_decode(BYTES(stored, len), &back), GH_OK);
    assert_memory_equal(&back, &t, sizeof(t));
    assert_int_equal(throttle_wait(&back, 1, NOON), 20 * TICK_SECOND);
}

static void damaged_bytes_are_refused(void **unused)
{
    (void)unused;
    uint8_t stored[THROTTLE_BYTES_MAX + 1] = {0};
    fail_times(5, 1, NOON);
    fail_times(3, 2, NOON);
    size_t len = throttle_encode(&t, stored);
    struct throttle back = t;
    for (size_t shorter = 0; shorter < len; shorter++)
        assert_int_equal(throttle_decode(BYTES(stored, shorter), &back), GH_TRUNCATED);
    assert_int_equal(throttle_decode(BYTES(stored, len + 1), &back), GH_MALFORMED);
    stored[0] = 9;
    assert_int_equal(throttle_decode(BYTES(stored, len), &back), GH_UNSUPPORTED);
    stored[0] = 1;
    stored[14 + 16 + 3] = 1; /* guard 2 becomes a second guard 1 */
    assert_int_equal(throttle_decode(BYTES(stored, len), &back), GH_MALFORMED);
    stored[13] = THROTTLE_GUARDS_MAX + 1;
    assert_int_equal(throttle_decode(BYTES(stored, len), &back), GH_MALFORMED);
    assert_memory_equal(&back, &t, sizeof(t));
}

static void more_guards_than_places_push_out_the_oldest(void **unused)
{
    (void)unused;
    for (uint32_t guard = 1; guard <= THROTTLE_GUARDS_MAX; guard++)
        fail_times(3, guard, NOON + guard);
    fail_times(3, 1000, NOON + 1000);
    uint8_t stored[THROTTLE_BYTES_MAX];
    assert_int_equal(throttle_encode(&t, stored), THROTTLE_BYTES_MAX);
    t.booth = (struct throttle_count){0};
    assert_int_equal(throttle_wait(&t, 1, NOON + 1000), 0);
    assert_true(throttle_wait(&t, 2, NOON + 1000) > 0);
    assert_true(throttle_wait(&t, 1000, NOON + 1000) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(three_tries_are_free, nobody_failed),
        cmocka_unit_test_setup(each_further_try_waits_twice_as_long_up_to_five_minutes, nobody_failed),
        cmocka_unit_test_setup(the_wait_runs_down_and_ends, nobody_failed),
        cmocka_unit_test_setup(one_guards_mistakes_do_not_lock_out_another, nobody_failed),
        cmocka_unit_test_setup(trying_every_guard_in_turn_slows_the_booth, nobody_failed),
        cmocka_unit_test_setup(the_right_pin_clears_the_guards_own_count, nobody_failed),
        cmocka_unit_test_setup(the_booth_forgets_with_time, nobody_failed),
        cmocka_unit_test_setup(a_clock_set_back_neither_frees_nor_locks_for_ever, nobody_failed),
        cmocka_unit_test_setup(the_count_outlives_a_restart, nobody_failed),
        cmocka_unit_test_setup(damaged_bytes_are_refused, nobody_failed),
        cmocka_unit_test_setup(more_guards_than_places_push_out_the_oldest, nobody_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
