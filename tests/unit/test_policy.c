/* Defaults and ranges of the policy. */
#include "support/test.h"

#include "verdict/policy.h"

static void the_defaults_are_those_of_the_design(void **unused)
{
    (void)unused;
    struct policy p;
    const char *field = NULL;
    policy_defaults(&p);
    assert_int_equal(policy_check(&p, &field), GH_OK);
    assert_null(field);
    assert_int_equal(p.fresh_for, 15 * TICK_MINUTE);
    assert_int_equal(p.stale_for, 24 * TICK_HOUR);
    assert_int_equal(p.clock_skew, 2 * TICK_MINUTE);
    assert_int_equal(p.take_back_within, 10 * TICK_MINUTE);
    assert_int_equal(p.journal_keep, 30 * TICK_DAY);
    assert_int_equal(p.privacy_timeout, 20 * TICK_SECOND);
    assert_int_equal(p.green_shown_for, 3 * TICK_SECOND);
    assert_true(p.live_code_required);
    assert_false(p.touch_before_admit);
    assert_false(p.second_guard);
}

static struct policy checked;

static void refused(tick *field, tick value, const char *name)
{
    const char *found = NULL;
    policy_defaults(&checked);
    *field = value;
    assert_int_equal(policy_check(&checked, &found), GH_MALFORMED);
    assert_string_equal(found, name);
}

static void taken(tick *field, tick value)
{
    const char *found = NULL;
    policy_defaults(&checked);
    *field = value;
    assert_int_equal(policy_check(&checked, &found), GH_OK);
}

static void each_range_holds_at_its_edge(void **unused)
{
    (void)unused;
    refused(&checked.fresh_for, TICK_MINUTE - 1, "fresh_for");
    taken(&checked.fresh_for, TICK_MINUTE);
    refused(&checked.stale_for, 30 * TICK_DAY + 1, "stale_for");
    taken(&checked.stale_for, 30 * TICK_DAY);
    refused(&checked.clock_skew, -1, "clock_skew");
    taken(&checked.clock_skew, 0);
    taken(&checked.clock_skew, 30 * TICK_MINUTE);
    refused(&checked.clock_skew, 30 * TICK_MINUTE + 1, "clock_skew");
    refused(&checked.take_back_within, TICK_DAY + 1, "take_back_within");
    refused(&checked.journal_keep, TICK_DAY - 1, "journal_keep");
    refused(&checked.privacy_timeout, 3 * TICK_SECOND - 1, "privacy_timeout");
    refused(&checked.green_shown_for, TICK_SECOND - 1, "green_shown_for");
    refused(&checked.green_shown_for, INT64_MAX, "green_shown_for");
}

static void fresh_is_never_longer_than_stale(void **unused)
{
    (void)unused;
    const char *found = NULL;
    policy_defaults(&checked);
    checked.fresh_for = checked.stale_for = TICK_HOUR;
    assert_int_equal(policy_check(&checked, &found), GH_OK);
    checked.stale_for -= 1;
    assert_int_equal(policy_check(&checked, &found), GH_MALFORMED);
    assert_string_equal(found, "stale_for");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_those_of_the_design),
        cmocka_unit_test(each_range_holds_at_its_edge),
        cmocka_unit_test(fresh_is_never_longer_than_stale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
