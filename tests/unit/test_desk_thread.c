/* The desk's thread: commands from one thread, events on another, an end at any time. Most useful under TSan. */
#include "support/test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "desk/thread.h"
#include "support/booth.h"

/* What arrived; guarded by lock. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t news;
    unsigned shown, admitted, not_passes, statuses, signed_in;
} heard = {.lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER};

static void hear(void *ctx, const struct desk_event *event)
{
    (void)ctx;
    pthread_mutex_lock(&heard.lock);
    heard.shown += event->kind == DESK_SHOWN;
    heard.admitted += event->kind == DESK_SHOWN && event->shown.state == SCAN_ADMITTED;
    heard.not_passes += event->kind == DESK_SHOWN && event->shown.verdict.reason == REASON_NOT_A_PASS;
    heard.statuses += event->kind == DESK_STATUS;
    heard.signed_in += event->kind == DESK_SIGNED && event->sign_in.result == SIGN_IN_OK;
    pthread_cond_broadcast(&heard.news);
    pthread_mutex_unlock(&heard.lock);
}

/* Waits at most ten seconds for a count to get there. */
static void wait_for(const unsigned *count, unsigned least)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 10;
    pthread_mutex_lock(&heard.lock);
    while (*count < least && pthread_cond_timedwait(&heard.news, &heard.lock, &until) == 0)
        continue;
    assert_true(*count >= least);
    pthread_mutex_unlock(&heard.lock);
}

static struct desk_thread *start(struct booth *b)
{
    struct desk_thread *thread = NULL;
    struct desk_options options = b->desk->options;
    options.deliver = hear;
    options.clock = os_clock_system(true);
    options.unattended = false;
    assert_int_equal(desk_thread_new(&options, &thread), GH_OK);
    assert_int_equal(desk_thread_start(thread), GH_OK);
    return thread;
}

static void stop(struct desk_thread *thread)
{
    desk_thread_interrupt(thread);
    desk_thread_join(thread);
    desk_thread_free(thread);
}

/* A booth's folder for a desk with a thread of its own. */
static void open_booth(struct booth *b)
{
    struct os_clock clock = os_clock_system(true);
    char dir[] = "/tmp/gatehouse-booth-XXXXXX";
    assert_non_null(mkdtemp(dir));
    booth_fill(b, dir, os_clock_read(&clock));
    b->desk = calloc(1, sizeof *b->desk);
    booth_options(b, &b->desk->options);
}

static void close_booth(struct booth *b)
{
    free(b->desk);
    booth_remove(b);
}

static void sign_in(struct desk_thread *thread)
{
    struct desk_command command = {.kind = COMMAND_SIGN_IN, .guard = BOOTH_GUARD};
    unsigned before = heard.signed_in;
    memcpy(command.pin, BOOTH_PIN, sizeof BOOTH_PIN);
    assert_int_equal(desk_thread_submit(thread, &command), GH_OK);
    wait_for(&heard.signed_in, before + 1);
}

static void test_scans_come_back_as_verdicts_in_order(void **state)
{
    (void)state;
    static struct booth booth;
    char text[TOKEN_TEXT_MAX + 1];
    open_booth(&booth);
    struct wire_pass pass = booth_pass(&booth);
    booth_put(&booth, pass, "A");

    struct desk_thread *thread = start(&booth);
    sign_in(thread);
    booth_code(&booth, &pass.claims, text);
    assert_int_equal(desk_thread_scan(thread, bytes_of_string(text), 1), GH_OK);
    wait_for(&heard.admitted, 1);
    assert_true(desk_thread_vouches(thread, bytes_of_string(text)));
    text[20] = text[20] == 'A' ? 'B' : 'A';
    assert_false(desk_thread_vouches(thread, bytes_of_string(text)));
    assert_false(desk_thread_vouches(thread, bytes_of_string("https://example.com")));
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(desk_thread_scan(thread, bytes_of_string("https://example.com"), 1), GH_OK);
        wait_for(&heard.shown, 2 + i);
    }
    stop(thread);
    struct entry entries[16];
    assert_int_equal(booth_entries(&booth, entries, 16), 7);
    close_booth(&booth);
}

/* The longest code that the camera's reader gives, and one beyond that. */
static void test_a_code_of_any_length_gets_its_verdict(void **state)
{
    (void)state;
    static struct booth booth;
    static const size_t lengths[] = {4296, 4297, 8859, DESK_CODE_MAX, DESK_CODE_MAX + 1};
    static uint8_t code[DESK_CODE_MAX + 1];
    open_booth(&booth);
    memset(code, 'x', sizeof code);
    struct desk_thread *thread = start(&booth);
    sign_in(thread);
    unsigned before = heard.not_passes;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        assert_int_equal(desk_thread_scan(thread, BYTES(code, lengths[i]), 1), GH_OK);
        wait_for(&heard.not_passes, before + 1 + (unsigned)i);
    }
    stop(thread);
    close_booth(&booth);
}

static void test_a_full_queue_refuses_and_an_end_does_not_wait(void **state)
{
    (void)state;
    struct desk_thread *thread = NULL;
    static struct desk_options options;
    options.clock = os_clock_system(true);
    options.deliver = hear;
    assert_int_equal(desk_thread_new(&options, &thread), GH_OK);
    struct desk_command refresh = {.kind = COMMAND_REFRESH};
    for (int i = 0; i < DESK_QUEUE_MAX; i++)
        assert_int_equal(desk_thread_submit(thread, &refresh), GH_OK);
    assert_int_equal(desk_thread_submit(thread, &refresh), GH_FULL);
    assert_int_equal(desk_thread_scan(thread, bytes_of_string("x"), 0), GH_FULL);
    stop(thread);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scans_come_back_as_verdicts_in_order),
        cmocka_unit_test(test_a_code_of_any_length_gets_its_verdict),
        cmocka_unit_test(test_a_full_queue_refuses_and_an_end_does_not_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
