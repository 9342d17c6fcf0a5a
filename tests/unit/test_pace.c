/* How a live camera's stages are shared among its frames. */
#include "support/test.h"

#include "codes/pace.h"

/* Four stages: the first is no dear one; the second reads most for its time, the fourth is dear. */
static void begin(struct pace *pace)
{
    pace_init(pace);
    assert_true(pace_know(pace, 50, 5));
    assert_true(pace_know(pace, 40, 8));
    assert_true(pace_know(pace, 10, 8));
    assert_true(pace_know(pace, 20, 20));
}

static void the_stage_that_wins_most_for_its_time_goes_first(void **state)
{
    (void)state;
    struct pace pace;
    begin(&pace);
    assert_int_equal(pace_next(&pace, 2, 25, true), 2);
    pace_ran(&pace, 2, 8, 0);
    assert_int_equal(pace_next(&pace, 2, 17, false), 3); /* 0.0125 a ms, where the fourth has 0.01 */
}

static void what_does_not_fit_waits_for_the_next_frame(void **state)
{
    (void)state;
    struct pace pace;
    begin(&pace);
    pace_ran(&pace, 2, 8, 0);
    pace_ran(&pace, 3, 8, 0);
    assert_int_equal(pace_next(&pace, 2, 9, false), 0);
    assert_int_equal(pace_next(&pace, 2, 25, true), 4);
    pace_ran(&pace, 4, 20, 0);
    assert_int_equal(pace_next(&pace, 2, 5, false), 0); /* the round is over, and this frame has had its turn */
    assert_int_equal(pace_next(&pace, 2, 25, true), 2); /* a new frame begins a new round */
}

static void a_stage_dearer_than_a_frame_still_has_its_turn(void **state)
{
    (void)state;
    struct pace pace;
    begin(&pace);
    pace_ran(&pace, 2, 8, 0);
    pace_ran(&pace, 3, 8, 0);
    assert_int_equal(pace_next(&pace, 2, 10, true), 4);
}

static void what_comes_into_view_meets_the_best_stage_first(void **state)
{
    (void)state;
    struct pace pace;
    begin(&pace);
    pace_ran(&pace, 2, 8, 0);
    pace_afresh(&pace);
    assert_int_equal(pace_next(&pace, 2, 25, true), 2);
}

static void one_dear_try_is_remembered_and_slowly_forgotten(void **state)
{
    (void)state;
    struct pace pace;
    begin(&pace);
    pace_ran(&pace, 2, 30, 1); /* read: a new round */
    assert_int_equal(pace_next(&pace, 2, 25, false), 3);
    for (int i = 0; i < 100; i++)
        pace_ran(&pace, 2, 8, 1);
    assert_int_equal(pace_next(&pace, 2, 25, false), 2);
}

static void a_stage_that_reads_moves_to_the_front(void **state)
{
    (void)state;
    struct pace pace;
    begin(&pace);
    for (int i = 0; i < 200; i++) {
        pace_ran(&pace, 2, 8, 0);
        pace_ran(&pace, 3, 8, 1);
    }
    assert_int_equal(pace_next(&pace, 2, 25, true), 3);
}

static void no_more_stages_than_there_is_room_for(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace);
    for (int i = 0; i < PACE_STAGES; i++)
        assert_true(pace_know(&pace, 1, 1));
    assert_false(pace_know(&pace, 1, 1));
    for (int i = 0; i < PACE_STAGES; i++) {
        int stage = pace_next(&pace, 1, 10, false);
        assert_in_range(stage, 1, PACE_STAGES);
        pace_ran(&pace, stage, 1, 0);
    }
    assert_int_equal(pace_next(&pace, 1, 10, false), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stage_that_wins_most_for_its_time_goes_first),
        cmocka_unit_test(what_does_not_fit_waits_for_the_next_frame),
        cmocka_unit_test(a_stage_dearer_than_a_frame_still_has_its_turn),
        cmocka_unit_test(what_comes_into_view_meets_the_best_stage_first),
        cmocka_unit_test(one_dear_try_is_remembered_and_slowly_forgotten),
        cmocka_unit_test(a_stage_that_reads_moves_to_the_front),
        cmocka_unit_test(no_more_stages_than_there_is_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
