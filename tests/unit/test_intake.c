/* Which entries continue a booth's chain, and what becomes of those that do not. */
#include "support/test.h"

#include <string.h>

#include "devices/intake.h"

#define JOURNAL "booth-1"

static struct entry entry_after(const struct entry *before, uint64_t number)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.number = number;
    e.kind = ENTRY_ADMIT;
    e.id.b[0] = (uint8_t)number;
    if (before)
        memcpy(e.previous, before->hash, sizeof e.previous);
    entry_hash(&e, JOURNAL, e.hash);
    return e;
}

static void takes_a_chain_in_order(void **state)
{
    (void)state;
    struct intake intake = {0};
    struct entry one = entry_after(NULL, 1), two = entry_after(&one, 2), three = entry_after(&two, 3);
    assert_int_equal(INTAKE_NEXT, intake_judge(&intake, &one, JOURNAL, 0));
    intake_advance(&intake, &one);
    assert_int_equal(INTAKE_GAP, intake_judge(&intake, &three, JOURNAL, 0));
    assert_int_equal(INTAKE_NEXT, intake_judge(&intake, &two, JOURNAL, 0));
    intake_advance(&intake, &two);
    assert_int_equal(INTAKE_AGAIN, intake_judge(&intake, &one, JOURNAL, 0));
    assert_int_equal(INTAKE_AGAIN, intake_judge(&intake, &two, JOURNAL, 0));
    assert_int_equal(INTAKE_NEXT, intake_judge(&intake, &three, JOURNAL, 0));
}

static void a_first_entry_follows_nothing(void **state)
{
    (void)state;
    struct intake intake = {0};
    struct entry zero = entry_after(NULL, 7), one = entry_after(&zero, 1);
    assert_int_equal(INTAKE_BROKEN, intake_judge(&intake, &one, JOURNAL, 0));
}

static void tells_altered_from_broken(void **state)
{
    (void)state;
    struct intake intake = {0};
    struct entry one = entry_after(NULL, 1), other = entry_after(NULL, 9), two = entry_after(&other, 2);
    intake_advance(&intake, &one);
    assert_int_equal(INTAKE_BROKEN, intake_judge(&intake, &two, JOURNAL, 0));
    two.gate = 5;
    assert_int_equal(INTAKE_ALTERED, intake_judge(&intake, &two, JOURNAL, 0));
    two = entry_after(&one, 2);
    assert_int_equal(INTAKE_ALTERED, intake_judge(&intake, &two, "booth-2", 0));
    /* Nothing is known of the one before: then only its own hash can be held against it. */
    intake.has_last_hash = false;
    two = entry_after(&other, 2);
    assert_int_equal(INTAKE_NEXT, intake_judge(&intake, &two, JOURNAL, 0));
}

static void a_gap_is_taken_only_where_the_booth_says_that_it_is_one(void **state)
{
    (void)state;
    struct intake intake = {0};
    struct entry one = entry_after(NULL, 1), nine = entry_after(&one, 9);
    intake_advance(&intake, &one);
    assert_int_equal(INTAKE_GAP, intake_judge(&intake, &nine, JOURNAL, 0));
    assert_int_equal(INTAKE_GAP, intake_judge(&intake, &nine, JOURNAL, 2));
    assert_int_equal(INTAKE_GAP, intake_judge(&intake, &nine, JOURNAL, 8));
    assert_int_equal(INTAKE_AFTER_GAP, intake_judge(&intake, &nine, JOURNAL, 9));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_a_chain_in_order),
        cmocka_unit_test(a_first_entry_follows_nothing),
        cmocka_unit_test(tells_altered_from_broken),
        cmocka_unit_test(a_gap_is_taken_only_where_the_booth_says_that_it_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
