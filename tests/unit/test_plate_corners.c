/* From the cells of the corner network to plates. */
#include "support/test.h"

#include <math.h>
#include <string.h>

#include "plates/plate_corners.h"

#define WIDE 20 /* cells */
#define HIGH 10
#define FOUND_MAX 4

static float cells[PLATE_CORNERS_PLANES * WIDE * HIGH];
static const struct plate_part part = {100, 50, 2 * 8 * WIDE, 3 * 8 * HIGH, 8 * WIDE, 8 * HIGH};

static float *at(int plane, int x, int y)
{
    return &cells[(plane * HIGH + y) * WIDE + x];
}

/* A plate of 48 x 16 pixels about a place, as the cell there sees it. */
static void put(int x, int y, float score, float middle_x, float middle_y)
{
    static const float round[4][2] = {{-24, -8}, {24, -8}, {24, 8}, {-24, 8}};
    *at(0, x, y) = score;
    for (int i = 0; i < 4; i++) {
        *at(1 + 2 * i, x, y) = (middle_x + round[i][0] - ((float)x + 0.5f) * 8) / 64;
        *at(2 + 2 * i, x, y) = (middle_y + round[i][1] - ((float)y + 0.5f) * 8) / 64;
    }
}

static int found(struct plate_region out[static FOUND_MAX])
{
    return plate_corners_find(cells, &part, out, FOUND_MAX);
}

static void a_peak_is_a_plate_in_pixels_of_the_picture(void **state)
{
    (void)state;
    struct plate_region out[FOUND_MAX];
    memset(cells, 0, sizeof cells);
    assert_int_equal(found(out), 0);
    /* Two cells see the same plate, and say the same. */
    put(5, 4, 0.9f, 44, 36);
    put(6, 4, 0.8f, 44, 36);
    assert_int_equal(found(out), 1);
    assert_true(fabsf(out[0].score - 0.9f) < 1e-6f);
    assert_true(fabsf(out[0].corners[0].x - (100 + 2 * 20)) < 0.01f);
    assert_true(fabsf(out[0].corners[0].y - (50 + 3 * 28)) < 0.01f);
    assert_true(fabsf(out[0].corners[2].x - (100 + 2 * 68)) < 0.01f);
    assert_true(fabsf(out[0].corners[2].y - (50 + 3 * 44)) < 0.01f);
}

static void two_plates_come_surest_first_and_one_seen_twice_once(void **state)
{
    (void)state;
    struct plate_region out[FOUND_MAX];
    memset(cells, 0, sizeof cells);
    put(4, 3, 0.5f, 36, 28);
    put(14, 7, 0.8f, 116, 60);
    put(16, 7, 0.6f, 118, 61);
    assert_int_equal(found(out), 2);
    assert_true(out[0].score > 0.7f && out[1].score < 0.6f);
    assert_int_equal(plate_corners_find(cells, &part, out, 1), 1);
    assert_true(out[0].score > 0.7f);
}

static void what_is_no_plate_is_left_out(void **state)
{
    (void)state;
    static const float scores[] = {0.1f, 2, -1, NAN, INFINITY};
    struct plate_region out[FOUND_MAX];
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        memset(cells, 0, sizeof cells);
        put(5, 4, scores[i], 44, 36);
        assert_int_equal(found(out), 0);
    }
    static const float bad[] = {NAN, INFINITY, -2}; /* the second corner, left of the first */
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        memset(cells, 0, sizeof cells);
        put(5, 4, 0.9f, 44, 36);
        *at(3, 5, 4) = bad[i];
        assert_int_equal(found(out), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_peak_is_a_plate_in_pixels_of_the_picture),
        cmocka_unit_test(two_plates_come_surest_first_and_one_seen_twice_once),
        cmocka_unit_test(what_is_no_plate_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
