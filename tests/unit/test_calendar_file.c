/* Calendar files: escaped, folded between characters, and in UTC. tests/interop/test_pass_page.py reads one with
 * another implementation. */
#include "support/test.h"

#include <string.h>

#include "flow/calendar_file.h"

static char file[2000];

static const char *made(const struct calendar_event *event)
{
    struct writer w = writer_over((uint8_t *)file, sizeof file - 1);
    calendar_file_begin(&w);
    calendar_file_put(&w, event, INT64_C(1795860000) * TICK_SECOND);
    calendar_file_end(&w);
    assert_false(w.overflow);
    file[w.len] = '\0';
    return file;
}

static void an_event_has_what_calendars_need(void **state)
{
    (void)state;
    const struct calendar_event event = {.uid = "0192@gatehouse",
                                         .from = INT64_C(1795910400) * TICK_SECOND, /* 2026-11-29 00:00 UTC */
                                         .to = INT64_C(1795946400) * TICK_SECOND,
                                         .summary = "访客：a,b;c\\d",
                                         .location = "",
                                         .description = "one\ntwo\x01",
                                         .url = "https://visit.example.edu.cn/p/x"};
    assert_string_equal(made(&event),
                        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Gatehouse//Visitor pass//EN\r\nMETHOD:PUBLISH\r\n"
                        "BEGIN:VEVENT\r\nUID:0192@gatehouse\r\nDTSTAMP:20261128T100000Z\r\nDTSTART:20261129T000000Z\r\n"
                        "DTEND:20261129T100000Z\r\nSUMMARY:访客：a\\,b\\;c\\\\d\r\nDESCRIPTION:one\\ntwo\r\n"
                        "URL:https://visit.example.edu.cn/p/x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

static void long_lines_are_folded_between_characters(void **state)
{
    (void)state;
    char text[301] = "";
    for (int i = 0; i < 100; i++)
        memcpy(text + strlen(text), "门", 4);
    const struct calendar_event event = {
        .uid = "1", .from = 0, .to = 1, .summary = text, .location = "", .description = "", .url = ""};
    char unfolded[2000] = "";
    size_t used = 0;
    for (const char *at = made(&event); *at;) {
        const char *end = strstr(at, "\r\n");
        assert_non_null(end);
        assert_true(end - at <= 75);
        assert_true(((unsigned char)at[at[0] == ' '] & 0xC0) != 0x80); /* no half of a character begins a line */
        if (*at == ' ')
            at++;
        memcpy(unfolded + used, at, (size_t)(end - at));
        used += (size_t)(end - at);
        at = end + 2;
    }
    assert_non_null(strstr(unfolded, text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_has_what_calendars_need),
        cmocka_unit_test(long_lines_are_folded_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
