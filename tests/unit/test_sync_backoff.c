/* Back-off: grows, stays within its bounds, listens to the server, starts anew after a success. */
#include "support/test.h"

#include "sync/backoff.h"
#include "sync/problem.h"

static void grows_up_to_its_limit(void **state)
{
    (void)state;
    struct backoff b = {0};
    int64_t before = 0;
    for (int i = 0; i < 40; i++) {
        int64_t wait = backoff_failed(&b, BACKOFF_SERVER_MAX_MS, 0, 0);
        assert_true(wait >= before && wait <= BACKOFF_SERVER_MAX_MS);
        before = wait;
    }
    assert_int_equal(BACKOFF_SERVER_MAX_MS, before);
    backoff_reset(&b);
    assert_int_equal(BACKOFF_FIRST_MS, backoff_failed(&b, BACKOFF_SERVER_MAX_MS, 0, 0));
}

static void jitter_takes_at_most_a_half(void **state)
{
    (void)state;
    struct backoff low = {.failures = 50}, high = {.failures = 50};
    assert_int_equal(BACKOFF_NETWORK_MAX_MS, backoff_failed(&low, BACKOFF_NETWORK_MAX_MS, 0, 0));
    assert_int_equal(BACKOFF_NETWORK_MAX_MS / 2, backoff_failed(&high, BACKOFF_NETWORK_MAX_MS, 0, UINT32_MAX));
}

static void waits_as_long_as_the_server_asks_within_reason(void **state)
{
    (void)state;
    struct backoff b = {0};
    assert_int_equal(120000, backoff_failed(&b, BACKOFF_SERVER_MAX_MS, 120, 0));
    assert_int_equal(BACKOFF_RETRY_AFTER_MAX_MS, backoff_failed(&b, BACKOFF_SERVER_MAX_MS, INT64_MAX, 0));
}

static void problems_have_names_that_lead_back(void **state)
{
    (void)state;
    enum sync_problem found;
    for (int i = 0; i < SYNC_PROBLEM_COUNT; i++) {
        assert_true(sync_problem_from_name(bytes_of_string(sync_problem_name((enum sync_problem)i)), &found));
        assert_int_equal(i, found);
    }
    assert_false(sync_problem_from_name(bytes_of_string("nonsense"), &found));
    assert_int_equal(SYNC_NOT_OURS, sync_problem_of_answer(404, ""));
    assert_int_equal(SYNC_BUSY, sync_problem_of_answer(503, ""));
    assert_int_equal(SYNC_REVOKED, sync_problem_of_answer(403, "revoked"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_up_to_its_limit),
        cmocka_unit_test(jitter_takes_at_most_a_half),
        cmocka_unit_test(waits_as_long_as_the_server_asks_within_reason),
        cmocka_unit_test(problems_have_names_that_lead_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
