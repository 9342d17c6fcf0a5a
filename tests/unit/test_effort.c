/* How much work a frame gets: changes earn expensive tries, still frames few, and the reader rests in between. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "codes/effort.h"

#define WIDTH 1280
#define HEIGHT 720

static uint8_t pixels[WIDTH * HEIGHT];

static struct grey picture(void)
{
    return (struct grey){.pixels = pixels, .width = WIDTH, .height = HEIGHT, .stride = WIDTH};
}

static void paint(int left, int top, int side, int module, int amplitude)
{
    memset(pixels, 120, sizeof pixels);
    for (int y = top; y < top + side; y++) {
        for (int x = left; x < left + side; x++)
            pixels[y * WIDTH + x] = (uint8_t)(120 + (((x / module + y / module) & 1) ? amplitude : -amplitude));
    }
}

/* Feeds frames at 30 a second, each expensive one taking so many milliseconds. Returns how many were expensive. */
static int play(struct effort *effort, int64_t *now, int frames, int took_ms)
{
    struct grey p = picture();
    int dear = 0;
    for (int i = 0; i < frames; i++, *now += 33) {
        if (!effort_is_worth(effort, &p, *now))
            continue;
        dear++;
        effort_spent(effort, took_ms, false, *now + took_ms);
    }
    return dear;
}

static void still_picture_gets_few_dear_frames(void **state)
{
    (void)state;
    struct effort effort;
    int64_t now = 1000;
    effort_init(&effort);
    memset(pixels, 120, sizeof pixels);
    assert_int_equal(play(&effort, &now, 30, 5), EFFORT_TRIES + 1);
    int dear = play(&effort, &now, 300, 5); /* ten seconds: 0.7, 1.4, 2.8 and 5.6 s apart */
    assert_in_range(dear, 3, 4);
    dear = play(&effort, &now, 1800, 5); /* then one in 5.6 s */
    assert_in_range(dear, 9, 12);
}

static void code_coming_into_view_or_focus_is_tried_at_once(void **state)
{
    (void)state;
    struct effort effort;
    int64_t now = 1000;
    struct grey p = picture();
    effort_init(&effort);
    memset(pixels, 120, sizeof pixels);
    (void)play(&effort, &now, 40, 1);
    (void)play(&effort, &now, 2, 1);
    paint(500, 200, 240, 5, 10); /* blurred: hardly any contrast, the same brightness on the whole */
    assert_true(effort_is_worth(&effort, &p, now));
    (void)play(&effort, &now, 40, 1);
    (void)play(&effort, &now, 2, 1);
    paint(500, 200, 240, 5, 90); /* in focus */
    assert_true(effort_is_worth(&effort, &p, now));
}

static int play_moving(struct effort *effort, int64_t *now, int frames)
{
    int dear = 0;
    for (int i = 0; i < frames; i++) {
        paint((i * 37) % 1000, 100, 240, 20, 80);
        dear += play(effort, now, 1, 30);
    }
    return dear;
}

static void moving_picture_leaves_most_of_the_time(void **state)
{
    (void)state;
    struct effort effort;
    int64_t now = 1000;
    effort_init(&effort);
    /* Of 30 ms each time: a quarter of the first second, and two tries a second later. */
    assert_in_range(play_moving(&effort, &now, 30), 7, 9);
    assert_in_range(play_moving(&effort, &now, 300), 20, 40);
}

static void code_coming_into_a_moving_picture_ends_the_long_pauses(void **state)
{
    (void)state;
    struct effort effort;
    int64_t now = 1000;
    struct grey p = picture();
    effort_init(&effort);
    effort_cue(&effort, 40, now);
    (void)play_moving(&effort, &now, 300);
    while (!effort_is_worth(&effort, &p, now))
        now += 33;
    effort_spent(&effort, 30, false, now + 30); /* a pause of 15 times 30 ms follows */
    now += 66;
    paint(500, 100, 240, 20, 80);
    effort_cue(&effort, 43, now); /* a cell more or less means nothing */
    assert_false(effort_is_worth(&effort, &p, now));
    effort_cue(&effort, 60, now);
    assert_true(effort_is_worth(&effort, &p, now));
}

static void read_code_ends_the_tries(void **state)
{
    (void)state;
    struct effort effort;
    struct grey p = picture();
    effort_init(&effort);
    paint(100, 100, 240, 5, 90);
    assert_true(effort_is_worth(&effort, &p, 1000));
    effort_spent(&effort, 20, true, 1020);
    assert_false(effort_is_worth(&effort, &p, 1033));
    paint(300, 100, 240, 5, 90);
    assert_true(effort_is_worth(&effort, &p, 1066));
}

static void tiny_and_null_pictures_do_no_harm(void **state)
{
    (void)state;
    struct effort effort;
    effort_init(&effort);
    struct grey tiny = {.pixels = pixels, .width = 2, .height = 2, .stride = 2}, none = {0};
    (void)effort_is_worth(&effort, &tiny, 1);
    (void)effort_is_worth(&effort, &none, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(still_picture_gets_few_dear_frames),
        cmocka_unit_test(code_coming_into_view_or_focus_is_tried_at_once),
        cmocka_unit_test(moving_picture_leaves_most_of_the_time),
        cmocka_unit_test(code_coming_into_a_moving_picture_ends_the_long_pauses),
        cmocka_unit_test(read_code_ends_the_tries),
        cmocka_unit_test(tiny_and_null_pictures_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
