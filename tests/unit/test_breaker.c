/* Providers that do not answer are left alone, longer each time, and tried by one call. */
#include "support/test.h"

#include <stdio.h>

#include "identity/breaker.h"

#define URL "https://sso.example.edu.cn/.well-known/openid-configuration"

static struct identity_breaker b;

static int set_up(void **state)
{
    (void)state;
    return identity_breaker_init(&b);
}

static int tear_down(void **state)
{
    (void)state;
    identity_breaker_destroy(&b);
    return 0;
}

static void pauses_grow_to_the_cap(void **state)
{
    tick now = 1000, pause = BREAKER_FIRST;
    (void)state;
    assert_true(identity_breaker_may(&b, URL, now));
    identity_breaker_note(&b, URL, false, now);
    for (int i = 0; i < 8; i++) {
        assert_false(identity_breaker_may(&b, URL, now + pause - 1));
        now += pause;
        assert_true(identity_breaker_may(&b, URL, now));
        identity_breaker_note(&b, URL, false, now);
        pause = 2 * pause < BREAKER_CAP ? 2 * pause : BREAKER_CAP;
    }
    assert_int_equal(pause, BREAKER_CAP);
}

static void one_call_tries(void **state)
{
    (void)state;
    identity_breaker_note(&b, URL, false, 0);
    assert_true(identity_breaker_may(&b, URL, BREAKER_FIRST));
    assert_false(identity_breaker_may(&b, URL, BREAKER_FIRST));
    assert_false(identity_breaker_may(&b, URL, BREAKER_FIRST + BREAKER_TRY - 1)); /* it hangs */
    assert_true(identity_breaker_may(&b, URL, BREAKER_FIRST + BREAKER_TRY));      /* or was never noted */
    identity_breaker_note(&b, URL, true, BREAKER_FIRST + BREAKER_TRY);
    assert_true(identity_breaker_may(&b, URL, BREAKER_FIRST + BREAKER_TRY));
    assert_true(identity_breaker_may(&b, URL, BREAKER_FIRST + BREAKER_TRY));
}

static void calls_on_their_way_are_one_failure(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++)
        assert_true(identity_breaker_may(&b, URL, 0));
    for (int i = 0; i < 12; i++)
        identity_breaker_note(&b, URL, false, 8 * TICK_SECOND + i);
    assert_true(identity_breaker_may(&b, URL, 8 * TICK_SECOND + BREAKER_FIRST));
}

static void an_answer_forgets_the_failures(void **state)
{
    (void)state;
    identity_breaker_note(&b, URL, false, 0);
    assert_true(identity_breaker_may(&b, URL, BREAKER_FIRST));
    identity_breaker_note(&b, URL, false, BREAKER_FIRST);
    assert_true(identity_breaker_may(&b, URL, 3 * BREAKER_FIRST));
    identity_breaker_note(&b, URL, true, 3 * BREAKER_FIRST);
    identity_breaker_note(&b, URL, false, 3 * BREAKER_FIRST);
    assert_true(identity_breaker_may(&b, URL, 4 * BREAKER_FIRST)); /* the first pause again */
}

static void an_origin_is_scheme_host_and_port(void **state)
{
    (void)state;
    identity_breaker_note(&b, URL, false, 0);
    assert_false(identity_breaker_may(&b, "https://sso.example.edu.cn/token", 0));
    assert_false(identity_breaker_may(&b, "https://sso.example.edu.cn", 0));
    assert_false(identity_breaker_may(&b, "https://sso.example.edu.cn?x=1", 0));
    assert_true(identity_breaker_may(&b, "http://sso.example.edu.cn/token", 0));
    assert_true(identity_breaker_may(&b, "https://sso.example.edu.cn:8443/token", 0));
    assert_true(identity_breaker_may(&b, "ldaps://sso.example.edu.cn", 0));
}

static void the_oldest_trouble_is_forgotten(void **state)
{
    char url[64];
    (void)state;
    for (int i = 0; i <= BREAKER_ORIGINS; i++) {
        (void)snprintf(url, sizeof url, "https://host-%d.example/", i);
        identity_breaker_note(&b, url, false, 0);
    }
    assert_false(identity_breaker_may(&b, url, 0));
    assert_true(identity_breaker_may(&b, "https://host-0.example/", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pauses_grow_to_the_cap, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_call_tries, set_up, tear_down),
        cmocka_unit_test_setup_teardown(calls_on_their_way_are_one_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_forgets_the_failures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_origin_is_scheme_host_and_port, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_oldest_trouble_is_forgotten, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
