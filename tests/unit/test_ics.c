/* Published calendars (RFC 5545): which days an event has, and what is not read as a day. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "flow/ics.h"

#define CALENDAR(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" events "END:VCALENDAR\r\n"
#define EVENT(properties) "BEGIN:VEVENT\r\nUID:1\r\n" properties "END:VEVENT\r\n"

static int set_up(void **state)
{
    *state = malloc(sizeof(struct sheet));
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

static const struct sheet *parsed(void **state, const char *text)
{
    assert_int_equal(ics_parse(bytes_of_string(text), *state), GH_OK);
    return *state;
}

static void assert_cell(const struct sheet *list, size_t row, enum ics_column column, const char *text)
{
    if (!bytes_equal(list->rows[row].cells[column], bytes_of_string(text)))
        fail_msg("%.*s instead of %s", (int)list->rows[row].cells[column].len,
                 (const char *)list->rows[row].cells[column].data, text);
}

static void an_event_ends_before_its_dtend(void **state)
{
    const struct sheet *list =
        parsed(state, CALENDAR(EVENT("DTSTART;VALUE=DATE:20271001\r\nDTEND;VALUE=DATE:20271008\r\n"
                                     "SUMMARY;LANGUAGE=zh:国庆节 休\r\n")));
    assert_int_equal(list->count, 1);
    assert_cell(list, 0, ICS_FROM, "20271001");
    assert_cell(list, 0, ICS_TO, "2027-10-07");
    assert_cell(list, 0, ICS_SUMMARY, "国庆节 休");
    assert_cell(list, 0, ICS_REPEATS, "");
}

static void an_event_without_an_end_is_one_day(void **state)
{
    const struct sheet *list =
        parsed(state, CALENDAR(EVENT("DTSTART;VALUE=DATE:20271009\r\n") EVENT("DTSTART:20271010\r\nDTEND:20271010\r\n")
                                   EVENT("DTSTART:20270206\r\nDURATION:P1W\r\n")));
    assert_int_equal(list->count, 3);
    assert_cell(list, 0, ICS_TO, "");
    assert_cell(list, 1, ICS_TO, "20271010");
    assert_cell(list, 2, ICS_TO, "2027-02-12");
}

static void folded_lines_and_escapes_are_read(void **state)
{
    const struct sheet *list =
        parsed(state, CALENDAR(EVENT("DTSTART;VALUE=DATE:2027\r\n 1009\r\nSUMMARY:补\r\n\t班\\, a\\;b\\n"
                                     "c\\\\d\r\n")));
    assert_cell(list, 0, ICS_FROM, "20271009");
    assert_cell(list, 0, ICS_SUMMARY, "补班, a;b c\\d");
    assert_int_equal(list->rows[0].line, 3);
}

static void properties_of_alarms_are_not_the_events(void **state)
{
    const struct sheet *list =
        parsed(state, CALENDAR(EVENT("DTSTART:20271009\r\nBEGIN:VALARM\r\nSUMMARY:x\r\nDURATION:P3D\r\n"
                                     "END:VALARM\r\nSUMMARY:y\r\n")));
    assert_cell(list, 0, ICS_SUMMARY, "y");
    assert_cell(list, 0, ICS_TO, "");
}

static void what_is_no_plain_day_is_kept_for_the_caller_to_refuse(void **state)
{
    int64_t day;
    const struct sheet *list =
        parsed(state, CALENDAR(EVENT("DTSTART;TZID=\"a:b\":20270501T080000\r\nDTEND:20270501T180000\r\n")
                                   EVENT("DTSTART:20270101\r\nRRULE:FREQ=YEARLY\r\n")
                                       EVENT("DTSTART:20270601\r\nSTATUS:CANCELLED\r\n")));
    assert_int_equal(list->count, 2);
    assert_cell(list, 0, ICS_FROM, "20270501T080000");
    assert_false(sheet_date(list->rows[0].cells[ICS_FROM], &day));
    assert_cell(list, 1, ICS_REPEATS, "FREQ=YEARLY");
}

static void a_calendar_that_breaks_off_is_refused(void **state)
{
    struct sheet *list = *state;
    static const char *const broken[] = {"BEGIN:VCALENDAR\r\n",
                                         "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20270101\r\n",
                                         "BEGIN:VCARD\r\nEND:VCARD\r\n", "date,kind\n"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        assert_int_equal(ics_parse(bytes_of_string(broken[i]), list), GH_MALFORMED);
    char *big = malloc(SHEET_TEXT_MAX + 1);
    assert_non_null(big);
    memset(big, 'a', SHEET_TEXT_MAX + 1);
    assert_int_equal(ics_parse(BYTES(big, SHEET_TEXT_MAX + 1), list), GH_TOO_LONG);
    free(big);
    assert_true(ics_is_calendar(bytes_of_string("\xEF\xBB\xBF"
                                                "begin:vcalendar\n")));
    assert_int_equal(parsed(state, CALENDAR(""))->count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_event_ends_before_its_dtend, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_event_without_an_end_is_one_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folded_lines_and_escapes_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(properties_of_alarms_are_not_the_events, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_plain_day_is_kept_for_the_caller_to_refuse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_calendar_that_breaks_off_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
