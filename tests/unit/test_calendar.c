/* Deadlines and reminders around the moments that matter. Moments are written as seconds since 1970, from `date -u -d
 * "..." +%s`, so that the calendar under test doesn't compute its own expectations. */
#include "support/test.h"

#include "flow/calendar.h"

#define BEIJING 480
#define FOUR_PM 960
#define SIX_PM 1080
/* Days since 1970-01-01. 2026-11-24 is a Tuesday. */
#define TUESDAY 20781
#define THURSDAY_NEW_YEAR_EVE 20818 /* 2026-12-31 */

static const struct calendar plain = {.zone_minutes = BEIJING, .deadline_minute = FOUR_PM};

static void four_in_the_afternoon_of_the_day_before(void **state)
{
    (void)state;
    /* For Wednesday, 2026-11-25: Tuesday 16:00 in Beijing, 08:00 UTC. */
    tick by = calendar_submit_by(&plain, TUESDAY + 1);
    assert_int_equal(by, tick_from_seconds(1795507200));
    assert_int_equal(calendar_day_of(&plain, by - 1), TUESDAY); /* 15:59:59.999 */
    assert_int_equal(calendar_day_of(&plain, by), TUESDAY);
}

static void a_day_begins_at_midnight_of_its_zone(void **state)
{
    (void)state;
    /* 2026-11-23T16:00:00Z is midnight in Beijing. */
    tick midnight = tick_from_seconds(1795449600);
    assert_int_equal(calendar_day_start(&plain, TUESDAY), midnight);
    assert_int_equal(calendar_day_of(&plain, midnight), TUESDAY);
    assert_int_equal(calendar_day_of(&plain, midnight - 1), TUESDAY - 1);
    struct calendar west = {.zone_minutes = -300, .deadline_minute = FOUR_PM};
    /* There it is still 11:00 of the day before, and 16:00 comes at 21:00 UTC. */
    assert_int_equal(calendar_day_of(&west, midnight), TUESDAY - 1);
    assert_int_equal(calendar_submit_by(&west, TUESDAY), tick_from_seconds(1795467600));
    struct calendar nepal = {.zone_minutes = 345};
    assert_int_equal(calendar_day_start(&nepal, TUESDAY), tick_from_seconds(1795457700));
    assert_int_equal(calendar_day_of(&plain, tick_from_seconds(-86400 * 2)), -2);
    assert_int_equal(calendar_day_of(&plain, tick_from_seconds(-8 * 3600) - 1), -1);
}

static void a_period_falls_apart_at_closed_days(void **state)
{
    (void)state;
    static const struct calendar_day closed[] = {{TUESDAY + 1, true, false, -1}, {TUESDAY + 4, true, false, -1}};
    const struct calendar c = {.zone_minutes = BEIJING, .deadline_minute = FOUR_PM, .exceptions = closed, .count = 2};
    tick midnight = calendar_day_start(&c, TUESDAY), end = 0;
    /* Tuesday 09:00 to Saturday 17:00, closed on Wednesday and Saturday. */
    tick from = midnight + 9 * TICK_HOUR, to = midnight + 4 * TICK_DAY + 17 * TICK_HOUR;
    assert_true(calendar_stretch(&c, &from, to, &end));
    assert_int_equal(from, midnight + 9 * TICK_HOUR);
    assert_int_equal(end, midnight + TICK_DAY);
    from = end;
    assert_true(calendar_stretch(&c, &from, to, &end));
    assert_int_equal(from, midnight + 2 * TICK_DAY);
    assert_int_equal(end, midnight + 4 * TICK_DAY);
    from = end;
    assert_false(calendar_stretch(&c, &from, to, &end));
    /* It ends within a day: the stretch does, too. One that is over, or longer than is looked at. */
    from = midnight + 2 * TICK_DAY;
    assert_true(calendar_stretch(&c, &from, from + TICK_HOUR, &end));
    assert_int_equal(end, from + TICK_HOUR);
    assert_false(calendar_stretch(&c, &from, from, &end));
    from = midnight + 5 * TICK_DAY;
    assert_true(calendar_stretch(&c, &from, from + 1000 * TICK_DAY, &end));
    assert_int_equal(end, from + CALENDAR_PERIOD_DAYS * TICK_DAY);
}

static void months_and_years_end_like_other_days(void **state)
{
    (void)state;
    /* For 2027-01-01: 2026-12-31T08:00:00Z. For 2028-03-01: 29 February, since 2028 is a leap year. */
    assert_int_equal(calendar_submit_by(&plain, THURSDAY_NEW_YEAR_EVE + 1), tick_from_seconds(1798704000));
    assert_int_equal(calendar_submit_by(&plain, 21244), tick_from_seconds(1835424000));
}

static void a_campus_may_remind_earlier(void **state)
{
    (void)state;
    struct calendar early = plain;
    early.remind_minutes[0] = 300;
    tick by = tick_from_seconds(1795507200); /* Tuesday 16:00 in Beijing */
    assert_int_equal(calendar_reminder_at(&early, by, 1), by - 300 * TICK_MINUTE);
    assert_int_equal(calendar_reminder_at(&early, by, 2), by - REMIND_DEPUTY_BEFORE);
    /* Eight working hours: a whole day up to the deadline. */
    early.remind_minutes[0] = 480;
    assert_int_equal(calendar_reminder_at(&early, by, 1), by - 480 * TICK_MINUTE);
}

static void the_week_has_five_working_days(void **state)
{
    (void)state;
    static const bool working[] = {true, true, true, true, false, false, true}; /* from Tuesday */
    for (int i = 0; i < 7; i++)
        assert_int_equal(calendar_is_working(&plain, TUESDAY + i), working[i]);
    assert_true(calendar_is_working(&plain, 0)); /* Thursday, 1970-01-01 */
    assert_false(calendar_is_working(&plain, -4));
}

static void a_weekend_counts_unless_the_campus_says_otherwise(void **state)
{
    (void)state;
    int64_t monday = TUESDAY + 6;
    assert_int_equal(calendar_day_of(&plain, calendar_submit_by(&plain, monday)), monday - 1);
    struct calendar strict = plain;
    strict.last_working_day = true;
    assert_int_equal(calendar_submit_by(&strict, monday), calendar_submit_by(&plain, monday - 2)); /* Friday */
    assert_int_equal(calendar_submit_by(&strict, monday - 1), calendar_submit_by(&plain, monday - 2));
    assert_int_equal(calendar_submit_by(&strict, TUESDAY), calendar_submit_by(&plain, TUESDAY)); /* Monday works */
}

static void holidays_and_exceptions_decide(void **state)
{
    (void)state;
    /* New Year: Thursday closes at noon, Friday is a holiday without visitors, the Saturday after is worked. */
    static const struct calendar_day days[] = {
        {THURSDAY_NEW_YEAR_EVE, true, true, 720},
        {THURSDAY_NEW_YEAR_EVE + 1, false, false, -1},
        {THURSDAY_NEW_YEAR_EVE + 2, true, true, -1},
    };
    struct calendar c = {BEIJING, FOUR_PM, SIX_PM, true, days, 3, {0}};
    assert_false(calendar_is_open(&c, THURSDAY_NEW_YEAR_EVE + 1));
    assert_true(calendar_is_open(&c, THURSDAY_NEW_YEAR_EVE + 2));
    assert_true(calendar_is_open(&c, THURSDAY_NEW_YEAR_EVE + 3));
    assert_true(calendar_is_working(&c, THURSDAY_NEW_YEAR_EVE + 2));
    /* Noon of Thursday, 04:00 UTC, for both days after it. */
    assert_int_equal(calendar_submit_by(&c, THURSDAY_NEW_YEAR_EVE + 1), tick_from_seconds(1798689600));
    assert_int_equal(calendar_submit_by(&c, THURSDAY_NEW_YEAR_EVE + 2), tick_from_seconds(1798689600));
    /* For Sunday the worked Saturday, at the usual hour. */
    assert_int_equal(calendar_submit_by(&c, THURSDAY_NEW_YEAR_EVE + 3), tick_from_seconds(1798876800));
    c.last_working_day = false; /* then the holiday itself, at the usual hour */
    assert_int_equal(calendar_submit_by(&c, THURSDAY_NEW_YEAR_EVE + 2), tick_from_seconds(1798790400));
}

static void a_long_vacation_is_looked_through(void **state)
{
    (void)state;
    struct calendar_day days[CALENDAR_LOOK_BACK + 5];
    for (int i = 0; i < CALENDAR_LOOK_BACK + 5; i++)
        days[i] = (struct calendar_day){TUESDAY + 1 + i, false, true, -1};
    struct calendar c = {BEIJING, FOUR_PM, SIX_PM, true, days, 60, {0}};
    assert_int_equal(calendar_submit_by(&c, TUESDAY + 61), calendar_submit_by(&plain, TUESDAY + 1));
    /* Without any working day there still is an answer. */
    c.count = CALENDAR_LOOK_BACK + 5;
    assert_true(calendar_submit_by(&c, TUESDAY + 6 + CALENDAR_LOOK_BACK) > calendar_day_start(&c, TUESDAY));
}

static void reminders_grow_as_the_deadline_comes(void **state)
{
    (void)state;
    tick four = calendar_submit_by(&plain, TUESDAY + 1);
    assert_int_equal(calendar_reminder_at(&plain, four, 1), four - 3 * TICK_HOUR);
    assert_int_equal(calendar_reminder_at(&plain, four, 2), four - 90 * TICK_MINUTE);
    assert_int_equal(calendar_reminder_at(&plain, four, 3), four - 45 * TICK_MINUTE);
    static const struct {
        tick before;
        int stage;
    } cases[] = {{3 * TICK_HOUR + 1, 0},
                 {3 * TICK_HOUR, 1},
                 {90 * TICK_MINUTE + 1, 1},
                 {90 * TICK_MINUTE, 2},
                 {45 * TICK_MINUTE + 1, 2},
                 {45 * TICK_MINUTE, 3},
                 {0, 3},
                 {-TICK_DAY, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(calendar_reminders_due(&plain, four, four - cases[i].before), cases[i].stage);
}

static void reminders_keep_to_working_time(void **state)
{
    (void)state;
    /* Due on Monday at 10:00: two hours of Monday, and one of Friday, 17:00 to 18:00. */
    int64_t monday = TUESDAY + 6;
    tick ten = calendar_day_start(&plain, monday) + 10 * TICK_HOUR;
    tick friday = calendar_day_start(&plain, monday - 3);
    assert_int_equal(calendar_reminder_at(&plain, ten, 1), friday + 17 * TICK_HOUR);
    assert_int_equal(calendar_reminder_at(&plain, ten, 2), ten - 90 * TICK_MINUTE);
    /* Due in the night: the evening's working hours end at 18:00. */
    tick night = calendar_day_start(&plain, TUESDAY) + 22 * TICK_HOUR;
    assert_int_equal(calendar_reminder_at(&plain, night, 3),
                     calendar_day_start(&plain, TUESDAY) + 17 * TICK_HOUR + 15 * TICK_MINUTE);
    /* Due on Sunday: nobody is reminded later than on Friday. */
    tick sunday = calendar_day_start(&plain, monday - 1) + 16 * TICK_HOUR;
    assert_int_equal(calendar_reminder_at(&plain, sunday, 3), friday + 17 * TICK_HOUR + 15 * TICK_MINUTE);
}

static void decisions_are_due_after_the_last_moment_to_submit(void **state)
{
    (void)state;
    const tick four = tick_from_seconds(1795507200); /* Tuesday 16:00 in Beijing */
    const tick first = four + 17 * TICK_HOUR;        /* Wednesday 09:00 */
    struct calendar c = plain;
    c.decide_minute = SIX_PM;
    assert_int_equal(calendar_decide_by(&c, first, four - TICK_DAY), four + 2 * TICK_HOUR);
    /* Submitted in the last minute: DECIDE_WITHIN counts from then. */
    assert_int_equal(calendar_decide_by(&c, first, four - TICK_MINUTE), four - TICK_MINUTE + DECIDE_WITHIN);
    /* A setting before the submission deadline has no effect. */
    c.decide_minute = 600;
    assert_int_equal(calendar_decide_by(&c, first, four - TICK_DAY), four);
    /* Never after the visit begins: a walk-up is due at once. */
    assert_int_equal(calendar_decide_by(&c, four, four), four);
}

static void dates_are_written(void **state)
{
    (void)state;
    static const struct {
        int64_t day;
        const char *text;
    } cases[] = {{0, "1970-01-01"},
                 {-1, "1969-12-31"},
                 {TUESDAY, "2026-11-24"},
                 {11016, "2000-02-29"},
                 {THURSDAY_NEW_YEAR_EVE + 1, "2027-01-01"},
                 {21243, "2028-02-29"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[CALENDAR_DATE_SIZE];
        calendar_format_date(cases[i].day, text);
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_in_the_afternoon_of_the_day_before),
        cmocka_unit_test(a_day_begins_at_midnight_of_its_zone),
        cmocka_unit_test(a_period_falls_apart_at_closed_days),
        cmocka_unit_test(months_and_years_end_like_other_days),
        cmocka_unit_test(a_campus_may_remind_earlier),
        cmocka_unit_test(the_week_has_five_working_days),
        cmocka_unit_test(a_weekend_counts_unless_the_campus_says_otherwise),
        cmocka_unit_test(holidays_and_exceptions_decide),
        cmocka_unit_test(a_long_vacation_is_looked_through),
        cmocka_unit_test(reminders_grow_as_the_deadline_comes),
        cmocka_unit_test(reminders_keep_to_working_time),
        cmocka_unit_test(decisions_are_due_after_the_last_moment_to_submit),
        cmocka_unit_test(dates_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
