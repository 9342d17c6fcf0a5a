#include "support/test.h"

#include <stdio.h>

#include "codes/sighting.h"

static const int64_t start = 1000000;

static bool see(struct sighting *s, const char *text, int64_t ms)
{
    return sighting_see(s, bytes_of_string(text), start + ms);
}

static struct sighting fresh(void)
{
    struct sighting s;
    sighting_init(&s, SIGHTING_REPEAT_MS);
    return s;
}

static void first_sight_is_a_scan(void **state)
{
    (void)state;
    struct sighting s = fresh();
    assert_true(see(&s, "GH1:A", 0));
}

static void first_sight_at_time_zero_is_a_scan(void **state)
{
    (void)state;
    struct sighting s = fresh();
    assert_true(sighting_see(&s, bytes_of_string("A"), 0));
    assert_false(sighting_see(&s, bytes_of_string("A"), 0));
}

static void a_code_held_still_for_a_minute_is_one_scan(void **state)
{
    (void)state;
    struct sighting s = fresh();
    assert_true(see(&s, "A", 0));
    for (int64_t ms = 33; ms < 60000; ms += 33)
        assert_false(see(&s, "A", ms));
}

static void the_time_runs_from_the_last_sight_to_its_edge(void **state)
{
    (void)state;
    struct sighting s = fresh();
    assert_true(see(&s, "A", 0));
    assert_false(see(&s, "A", 2000));
    assert_false(see(&s, "A", 2000 + SIGHTING_REPEAT_MS));
    assert_true(see(&s, "A", 2000 + 2 * SIGHTING_REPEAT_MS + 1));
}

static void another_code_is_a_new_scan_at_once(void **state)
{
    (void)state;
    struct sighting s = fresh();
    assert_true(see(&s, "A", 0));
    assert_true(see(&s, "B", 1));
    assert_true(see(&s, "AB", 2));
}

static void two_codes_by_turns_are_two_scans(void **state)
{
    (void)state;
    struct sighting s = fresh();
    int scans = 0;
    for (int64_t ms = 0; ms < 20000; ms += 33)
        scans += see(&s, (ms / 33) % 2 ? "A" : "B", ms);
    assert_int_equal(scans, 2);
}

static void a_code_that_went_and_came_back_is_a_new_scan_though_another_stayed(void **state)
{
    (void)state;
    struct sighting s = fresh();
    assert_true(see(&s, "A", 0));
    for (int64_t ms = 10; ms <= SIGHTING_REPEAT_MS; ms += 10)
        see(&s, "B", ms);
    assert_true(see(&s, "A", SIGHTING_REPEAT_MS + 1));
    assert_false(see(&s, "B", SIGHTING_REPEAT_MS + 1));
}

static void forgetting_makes_the_same_code_new(void **state)
{
    (void)state;
    struct sighting s = fresh();
    assert_true(see(&s, "A", 0));
    sighting_forget(&s);
    assert_true(see(&s, "A", 1));
    assert_false(see(&s, "A", 1 + SIGHTING_REPEAT_MS));
}

static void more_codes_than_it_remembers_forget_the_oldest_only(void **state)
{
    (void)state;
    struct sighting s = fresh();
    char text[16];
    for (int i = 0; i <= SIGHTING_CODES_MAX; i++) {
        snprintf(text, sizeof(text), "code %d", i);
        assert_true(see(&s, text, i));
    }
    for (int i = 1; i <= SIGHTING_CODES_MAX; i++) {
        snprintf(text, sizeof(text), "code %d", i);
        assert_false(see(&s, text, 100));
    }
    assert_true(see(&s, "code 0", 100));
}

static void an_earlier_time_does_not_shorten_or_repeat_a_scan(void **state)
{
    (void)state;
    struct sighting s = fresh();
    assert_true(see(&s, "A", 1000));
    assert_false(see(&s, "A", 500));
    assert_false(see(&s, "A", 1000 + SIGHTING_REPEAT_MS));
}

static void bytes_beyond_a_nul_count(void **state)
{
    (void)state;
    struct sighting s = fresh();
    assert_true(sighting_see(&s, BYTES("x\0a", 3), start));
    assert_true(sighting_see(&s, BYTES("x\0b", 3), start));
    assert_false(sighting_see(&s, BYTES("x\0a", 3), start));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_sight_is_a_scan),
        cmocka_unit_test(first_sight_at_time_zero_is_a_scan),
        cmocka_unit_test(a_code_held_still_for_a_minute_is_one_scan),
        cmocka_unit_test(the_time_runs_from_the_last_sight_to_its_edge),
        cmocka_unit_test(another_code_is_a_new_scan_at_once),
        cmocka_unit_test(two_codes_by_turns_are_two_scans),
        cmocka_unit_test(a_code_that_went_and_came_back_is_a_new_scan_though_another_stayed),
        cmocka_unit_test(forgetting_makes_the_same_code_new),
        cmocka_unit_test(more_codes_than_it_remembers_forget_the_oldest_only),
        cmocka_unit_test(an_earlier_time_does_not_shorten_or_repeat_a_scan),
        cmocka_unit_test(bytes_beyond_a_nul_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
