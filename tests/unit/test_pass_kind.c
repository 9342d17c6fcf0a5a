/* The kinds of pass: what the notice asks for is among them, and each has limits that an application can meet. */
#include "support/test.h"

#include <string.h>

#include "flow/pass_kind.h"

static void a_visit_is_one_day_and_one_entry(void **state)
{
    (void)state;
    const struct pass_kind_policy *visit = pass_kind_find("visit");
    assert_non_null(visit);
    assert_int_equal(visit->uses, PASS_SINGLE_USE);
    assert_int_equal(visit->period_days_max, 1);
    assert_int_equal(visit->periods_max, 20);
    assert_int_equal(visit->persons_max, 500);
    assert_int_equal(visit->vehicles_max, 100);
}

static void longer_passes_admit_again(void **state)
{
    (void)state;
    size_t count;
    const struct pass_kind_policy *kinds = pass_kinds(&count);
    for (size_t i = 0; i < count; i++)
        if (kinds[i].period_days_max > 1)
            assert_int_equal(kinds[i].uses, PASS_MULTIPLE_USE);
    assert_non_null(pass_kind_find("multi"));
    assert_null(pass_kind_find("Visit"));
    assert_null(pass_kind_find(""));
}

static void every_kind_can_be_applied_for(void **state)
{
    (void)state;
    size_t count;
    const struct pass_kind_policy *kinds = pass_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(pass_kind_find(kinds[i].name), &kinds[i]); /* names are unique */
        assert_true(strlen(kinds[i].label) > 0);
        assert_true(kinds[i].period_days_max >= 1 && kinds[i].periods_max >= 1 && kinds[i].persons_max >= 1);
        /* Its longest period fits before its horizon. */
        assert_true(kinds[i].ahead_days_max >= kinds[i].period_days_max);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_is_one_day_and_one_entry),
        cmocka_unit_test(longer_passes_admit_again),
        cmocka_unit_test(every_kind_can_be_applied_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
