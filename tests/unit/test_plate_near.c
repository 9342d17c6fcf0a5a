/* Which plate somebody means who mistypes it. */
#include "support/test.h"

#include "people/plate_near.h"

static void a_beginning_costs_nothing(void **unused)
{
    (void)unused;
    assert_int_equal(plate_near_cost("", "京A12345"), 0);
    assert_int_equal(plate_near_cost("京", "京A12345"), 0);
    assert_int_equal(plate_near_cost("京A12", "京A12345"), 0);
    assert_int_equal(plate_near_cost("京A12345", "京A12345"), 0);
    assert_int_equal(plate_near_cost("京AD12345", "京AD12345"), 0);
}

static void what_looks_alike_is_nearer_than_what_does_not(void **unused)
{
    (void)unused;
    assert_int_equal(plate_near_cost("京A1Z345", "京A12345"), PLATE_NEAR_ALIKE);
    assert_int_equal(plate_near_cost("京A1X345", "京A12345"), PLATE_NEAR_WRONG);
    assert_int_equal(plate_near_cost("川B88888", "粤B88888"), PLATE_NEAR_ALIKE);
    assert_int_equal(plate_near_cost("京B88888", "粤B88888"), PLATE_NEAR_WRONG);
    assert_int_equal(plate_near_cost("京AD0D00", "京ADDD00"), PLATE_NEAR_ALIKE);
}

static void one_too_many_or_too_few_is_one_mistake(void **unused)
{
    (void)unused;
    assert_int_equal(plate_near_cost("京A1345", "京A12345"), PLATE_NEAR_SHIFT);
    assert_int_equal(plate_near_cost("京A112345", "京A12345"), PLATE_NEAR_SHIFT);
    assert_int_equal(plate_near_cost("A12345", "京A12345"), PLATE_NEAR_SHIFT); /* the province left out */
    assert_in_range(plate_near_cost("沪C99999", "京A12345"), 5 * PLATE_NEAR_ALIKE, 1000);
}

static void what_is_no_plate_does_no_harm(void **unused)
{
    (void)unused;
    assert_in_range(plate_near_cost("\xff\xfe", "京A12345"), 0, 1000);
    assert_in_range(plate_near_cost("AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "京A12345"), 1, 1000);
    assert_int_equal(plate_near_cost("京A12345", ""), 7 * PLATE_NEAR_SHIFT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_beginning_costs_nothing),
        cmocka_unit_test(what_looks_alike_is_nearer_than_what_does_not),
        cmocka_unit_test(one_too_many_or_too_few_is_one_mistake),
        cmocka_unit_test(what_is_no_plate_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
