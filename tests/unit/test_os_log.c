/* Log lines: one event, typed fields, one line whatever comes. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/log.h"

static int ends[2];
static struct os_log journal_log;

static int open_pipe(void **unused)
{
    (void)unused;
    journal_log = (struct os_log){.journald = true, .newest = OS_LOG_INFO};
    if (pipe(ends) != 0)
        return -1;
    journal_log.fd = ends[1];
    return 0;
}

static int close_pipe(void **unused)
{
    (void)unused;
    close(ends[0]);
    return 0;
}

/* Everything that was written since, as text. */
static const char *written(void)
{
    static char text[8 * OS_LOG_LINE_MAX];
    size_t len = 0;
    close(ends[1]);
    ssize_t n;
    while ((n = read(ends[0], text + len, sizeof(text) - 1 - len)) > 0)
        len += (size_t)n;
    text[len] = '\0';
    return text;
}

static void a_line_has_its_event_and_its_fields(void **unused)
{
    (void)unused;
    static const struct uuid id = {{0x01, 0x99, 0xf0, 0xde, 0x7e, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}};
    OS_LOG(&journal_log, OS_LOG_WARNING, "replica-written", os_log_unsigned("rows", UINT64_MAX),
           os_log_integer("step", -5), os_log_real("ms", 1.25), os_log_bool("whole", true),
           os_log_time("at", 1764000000123), os_log_id("pass", &id), os_log_status("status", GH_ROLLBACK),
           os_log_word("reason", "already-used"));
    assert_string_equal(written(), "<4>event=replica-written rows=18446744073709551615 step=-5 ms=1.250 whole=yes "
                                   "at=2025-11-24T16:00:00.123Z pass=0199f0de-7e00-7000-8000-000000000001 "
                                   "status=rollback reason=already-used\n");
}

static void a_word_can_not_carry_text(void **unused)
{
    (void)unused;
    OS_LOG(&journal_log, OS_LOG_INFO, "x", os_log_word("reason", "张三 13800138000\nevent=fake"));
    assert_string_equal(written(), "<6>event=x reason=???????13800138000?event?fake\n");
}

static void a_message_stays_on_its_line(void **unused)
{
    (void)unused;
    OS_LOG(&journal_log, OS_LOG_INFO, "camera-lost", os_log_path("device", "/dev/video0"),
           os_log_system_message("message", "Could not \"open\"\r\n<3>event=fake\\"));
    assert_string_equal(written(), "<6>event=camera-lost device=\"/dev/video0\" "
                                   "message=\"Could not 'open'  <3>event=fake'\"\n");
}

static void a_line_too_long_is_cut_at_a_field(void **unused)
{
    (void)unused;
    char message[2 * OS_LOG_LINE_MAX];
    memset(message, 'm', sizeof(message) - 1);
    message[sizeof(message) - 1] = '\0';
    struct os_log_field fields[10];
    for (size_t i = 0; i < 10; i++)
        fields[i] = os_log_system_message("message", message);
    os_log_write(&journal_log, OS_LOG_ERROR, "long", fields, 10);
    const char *line = written();
    size_t len = strlen(line);
    assert_true(len <= OS_LOG_LINE_MAX);
    assert_string_equal(line + len - strlen("m\" cut=yes\n"), "m\" cut=yes\n");
    assert_ptr_equal(strchr(line, '\n'), line + len - 1);
}

static void finer_levels_are_dropped(void **unused)
{
    (void)unused;
    OS_LOG(&journal_log, OS_LOG_DEBUG, "quiet", os_log_bool("yes", true));
    OS_LOG(&journal_log, OS_LOG_INFO, "loud", os_log_bool("yes", true));
    assert_string_equal(written(), "<6>event=loud yes=yes\n");
}

static void elsewhere_a_line_starts_with_time_and_level(void **unused)
{
    (void)unused;
    struct os_log plain = {.fd = ends[1], .journald = false, .newest = OS_LOG_INFO};
    os_log_write(&plain, OS_LOG_NOTICE, "started", NULL, 0);
    const char *line = written();
    assert_int_equal(strlen(line), strlen("2025-11-24T16:00:00.123Z notice event=started\n"));
    assert_string_equal(line + 24, " notice event=started\n");
    assert_int_equal(line[10], 'T');
}

static void the_journal_is_known_by_its_stream(void **unused)
{
    (void)unused;
    setenv("JOURNAL_STREAM", "1:1", 1);
    assert_false(os_log_to_stderr(OS_LOG_INFO).journald);
    unsetenv("JOURNAL_STREAM");
    assert_false(os_log_to_stderr(OS_LOG_INFO).journald);
    close(ends[1]);
}

static void levels_have_names(void **unused)
{
    (void)unused;
    enum os_log_level level = OS_LOG_INFO;
    assert_int_equal(os_log_level_parse("warning", &level), GH_OK);
    assert_int_equal(level, OS_LOG_WARNING);
    assert_int_equal(os_log_level_parse("loud", &level), GH_NOT_FOUND);
    assert_int_equal(level, OS_LOG_WARNING);
    close(ends[1]);
}

int main(void)
{
#define PIPED(test) cmocka_unit_test_setup_teardown(test, open_pipe, close_pipe)
    const struct CMUnitTest tests[] = {
        PIPED(a_line_has_its_event_and_its_fields),
        PIPED(a_word_can_not_carry_text),
        PIPED(a_message_stays_on_its_line),
        PIPED(a_line_too_long_is_cut_at_a_field),
        PIPED(finer_levels_are_dropped),
        PIPED(elsewhere_a_line_starts_with_time_and_level),
        PIPED(the_journal_is_known_by_its_stream),
        PIPED(levels_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
