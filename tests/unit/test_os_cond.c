/* Timed waits: they end at their moment of the monotonic clock, or earlier when somebody signals. */
#include "support/test.h"

#include "os/clock.h"
#include "os/cond.h"

struct fixture {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool said; /* guarded by lock */
};

static void *say(void *context)
{
    struct fixture *f = context;
    pthread_mutex_lock(&f->lock);
    f->said = true;
    pthread_cond_signal(&f->changed);
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

/* True when somebody spoke before until_ns. */
static bool wait_until(struct fixture *f, int64_t until_ns)
{
    bool in_time = true;
    pthread_mutex_lock(&f->lock);
    while (!f->said && in_time)
        in_time = os_cond_wait_until(&f->changed, &f->lock, until_ns);
    bool said = f->said;
    pthread_mutex_unlock(&f->lock);
    return said;
}

static void a_wait_ends_at_its_moment_or_by_a_signal(void **state)
{
    (void)state;
    struct fixture f = {.said = false};
    pthread_t thread;
    assert_int_equal(pthread_mutex_init(&f.lock, NULL), 0);
    assert_int_equal(os_cond_init(&f.changed), GH_OK);

    const int64_t soon = os_mono_ns() + 30 * OS_MILLISECOND_NS;
    assert_false(wait_until(&f, soon));
    assert_true(os_mono_ns() >= soon);
    assert_false(wait_until(&f, soon)); /* a moment that is over */

    assert_int_equal(pthread_create(&thread, NULL, say, &f), 0);
    assert_true(wait_until(&f, os_mono_ns() + 3600 * OS_SECOND_NS));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(pthread_cond_destroy(&f.changed), 0);
    assert_int_equal(pthread_mutex_destroy(&f.lock), 0);
}

static void the_clocks_go_on_and_agree_in_their_units(void **state)
{
    (void)state;
    const int64_t ns = os_mono_ns(), ms = os_mono_ms(), work = os_work_ns();
    assert_true(ms >= ns / OS_MILLISECOND_NS && ms - ns / OS_MILLISECOND_NS < 60000);
    assert_true(os_mono_ns() >= ns);
    assert_true(os_work_ns() >= work);
    const struct os_clock clock = os_clock_system(false);
    const tick wall = os_wall();
    assert_true(os_clock_read(&clock).wall - wall < TICK_MINUTE && wall > TICK_DAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_ends_at_its_moment_or_by_a_signal),
        cmocka_unit_test(the_clocks_go_on_and_agree_in_their_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
