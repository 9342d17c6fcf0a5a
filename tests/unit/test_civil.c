/* The campus's calendar. */
#include "support/test.h"

#include "base/civil.h"

static void check(tick at, int zone, int year, int month, int day, int hour, int minute)
{
    struct civil c = civil_of(at, zone);
    assert_int_equal(c.year, year);
    assert_int_equal(c.month, month);
    assert_int_equal(c.day, day);
    assert_int_equal(c.hour, hour);
    assert_int_equal(c.minute, minute);
}

static void test_known_moments(void **state)
{
    (void)state;
    check(0, 0, 1970, 1, 1, 0, 0);
    check(0, 480, 1970, 1, 1, 8, 0);
    check(-1, 0, 1969, 12, 31, 23, 59);
    check(tick_from_seconds(951782399), 0, 2000, 2, 28, 23, 59);
    check(tick_from_seconds(951782400), 0, 2000, 2, 29, 0, 0);
    check(tick_from_seconds(1767196799), 480, 2025, 12, 31, 23, 59);
    check(tick_from_seconds(1767196800), 480, 2026, 1, 1, 0, 0);
    check(tick_from_seconds(4107542400), 0, 2100, 3, 1, 0, 0);
}

static void test_a_day_begins_at_midnight_of_the_campus(void **state)
{
    (void)state;
    tick midnight = tick_from_seconds(1767196800);
    assert_int_equal(civil_day_start(midnight, 480), midnight);
    assert_int_equal(civil_day_start(midnight + TICK_DAY - 1, 480), midnight);
    assert_int_equal(civil_day_start(midnight - 1, 480), midnight - TICK_DAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_moments),
        cmocka_unit_test(test_a_day_begins_at_midnight_of_the_campus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
