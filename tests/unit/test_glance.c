/* Where the first stage looks: at what changed and may hold code, at the whole now and then, else nowhere. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "codes/glance.h"

#define WIDTH 1280
#define HEIGHT 720

static uint8_t pixels[WIDTH * HEIGHT];
static struct glance glance;
static struct glance_part parts[GLANCE_PARTS];
static int64_t now;

static int look(int add_ms)
{
    now += add_ms;
    return glance_at(&glance, &(struct grey){pixels, WIDTH, HEIGHT, WIDTH}, now, parts);
}

static void add_noise(void)
{
    static uint32_t chance = 1;
    for (size_t i = 0; i < sizeof pixels; i++) {
        chance = chance * 1664525u + 1013904223u;
        pixels[i] = (uint8_t)((pixels[i] & 0xf8) | chance >> 29);
    }
}

static void paint(int left, int top, int side, int module)
{
    for (int y = top; y < top + side; y++)
        for (int x = left; x < left + side; x++)
            pixels[y * WIDTH + x] = (x / module + y / module) & 1 ? 200 : 40;
}

static int begin(void **state)
{
    (void)state;
    now = 1000;
    memset(pixels, 120, sizeof pixels);
    add_noise();
    glance_init(&glance);
    assert_int_equal(look(0), 1);
    assert_int_equal(parts[0].width, WIDTH);
    assert_int_equal(parts[0].height, HEIGHT);
    return 0;
}

static bool covers(const struct glance_part *part, int left, int top, int side)
{
    return part->x <= left && part->y <= top && part->x + part->width >= left + side &&
           part->y + part->height >= top + side;
}

static void still_picture_is_looked_at_now_and_then(void **state)
{
    (void)state;
    int looks = 0, later = 0;
    for (int i = 0; i < 120; i++) {
        add_noise();
        *(i < 60 ? &looks : &later) += look(33) > 0;
    }
    assert_in_range(looks, 8, 12); /* in two seconds */
    assert_in_range(later, 3, 5);
}

static void what_comes_into_view_is_looked_at_at_once_and_as_long_as_it_is_fresh(void **state)
{
    (void)state;
    assert_int_equal(look(33), 0);
    paint(500, 200, 240, 5);
    assert_int_equal(look(33), 1);
    assert_true(covers(&parts[0], 500, 200, 240));
    assert_true(parts[0].width * parts[0].height < WIDTH * HEIGHT / 4);
    assert_int_equal(look(33), 1);
    for (int i = 0; i < 3; i++)
        (void)look(GLANCE_FRESH_MS);
    assert_int_equal(look(33), 0);
}

static void two_things_are_two_parts(void **state)
{
    (void)state;
    paint(100, 100, 150, 5);
    paint(900, 450, 150, 5);
    assert_int_equal(look(33), 2);
    assert_true(covers(&parts[0], 100, 100, 150) || covers(&parts[1], 100, 100, 150));
    assert_true(covers(&parts[0], 900, 450, 150) || covers(&parts[1], 900, 450, 150));
}

static void much_that_changed_is_the_whole(void **state)
{
    (void)state;
    paint(0, 0, HEIGHT, 5);
    for (int y = 0; y < HEIGHT; y += 120)
        paint(1100, y, 120, 5);
    assert_int_equal(look(33), 1);
    assert_int_equal(parts[0].width, WIDTH);
}

static void many_things_are_at_most_so_many_parts(void **state)
{
    (void)state;
    for (int i = 0; i < 12; i++)
        paint(40 + i % 6 * 200, 60 + i / 6 * 400, 40, 5);
    assert_in_range(look(33), 1, GLANCE_PARTS);
}

static void light_that_shifts_and_plain_walls_are_no_reason_to_look(void **state)
{
    (void)state;
    for (int y = 0; y < HEIGHT; y++) /* the bands of a lamp */
        for (int x = 0; x < WIDTH; x++)
            pixels[y * WIDTH + x] = (uint8_t)(pixels[y * WIDTH + x] + (y / 90 % 2 ? 12 : 0));
    assert_int_equal(look(33), 0);
    for (int y = 0; y < HEIGHT; y++) /* a plain coat */
        memset(pixels + y * WIDTH + 300, 60, 200);
    assert_int_equal(look(33), 0);
    assert_true(glance.moved > 100);
}

static void small_pictures_and_new_sizes_are_looked_at_as_a_whole(void **state)
{
    (void)state;
    assert_int_equal(glance_at(&glance, &(struct grey){pixels, 64, 48, WIDTH}, now, parts), 1);
    assert_int_equal(parts[0].width, 64);
    assert_int_equal(glance_at(&glance, &(struct grey){pixels, 640, 480, WIDTH}, now + 1, parts), 1);
    assert_int_equal(parts[0].width, 640);
    (void)glance_at(&glance, &(struct grey){pixels, 641, 361, WIDTH}, now + 2, parts);
    assert_int_equal(parts[0].height, 361);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(still_picture_is_looked_at_now_and_then, begin),
        cmocka_unit_test_setup(what_comes_into_view_is_looked_at_at_once_and_as_long_as_it_is_fresh, begin),
        cmocka_unit_test_setup(two_things_are_two_parts, begin),
        cmocka_unit_test_setup(much_that_changed_is_the_whole, begin),
        cmocka_unit_test_setup(many_things_are_at_most_so_many_parts, begin),
        cmocka_unit_test_setup(light_that_shifts_and_plain_walls_are_no_reason_to_look, begin),
        cmocka_unit_test_setup(small_pictures_and_new_sizes_are_looked_at_as_a_whole, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
