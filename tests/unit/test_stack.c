/* Several frames as one: a code in the dark that no single frame shows, and what movement does to it. */
#include "support/test.h"

#include <math.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "codes/reader.h"
#include "codes/stack.h"

#define WIDTH 640
#define HEIGHT 480
#define TEXT "GH1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDEXWK G2EP4J0BGJLFX3R3VHXK"
#define FRAMES 10

struct scene {
    uint8_t clean[HEIGHT * WIDTH], noisy[HEIGHT * WIDTH];
    uint32_t seed;
    struct stack *stack;
    struct reader *reader;
};

static double uniform(struct scene *s)
{
    s->seed = s->seed * 1664525u + 1013904223u;
    return (s->seed >> 8) / 16777216.0;
}

static double normal(struct scene *s)
{
    return sqrt(-2 * log(uniform(s) + 1e-9)) * cos(6.283185307 * uniform(s));
}

/* A code of so many pixels a module at left, top, dark on hardly less dark. */
static void draw(struct scene *s, const char *text, int left, int top)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    const int scale = 4;
    assert_non_null(code);
    memset(s->clean, 70, sizeof s->clean);
    for (int y = 0; y < code->width * scale; y++)
        for (int x = 0; x < code->width * scale; x++)
            if (code->data[y / scale * code->width + x / scale] & 1)
                s->clean[(top + y) * WIDTH + left + x] = 40;
    QRcode_free(code);
}

static struct grey frame(struct scene *s)
{
    for (size_t i = 0; i < sizeof s->clean; i++) {
        double v = s->clean[i] + 42 * normal(s);
        s->noisy[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
    return (struct grey){.pixels = s->noisy, .width = WIDTH, .height = HEIGHT, .stride = WIDTH};
}

static bool reads(struct scene *s, const struct grey *picture, const char *text)
{
    static struct reading found[READER_CODES_MAX];
    const struct reader_options patient = {.budget_ms = 3000};
    int count = reader_read(s->reader, picture, &patient, found, READER_CODES_MAX);
    assert_in_range(count, 0, 1);
    if (count == 1) { /* never a false read */
        assert_int_equal(found[0].len, strlen(text));
        assert_memory_equal(found[0].text, text, found[0].len);
    }
    return count == 1;
}

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    s->seed = 7;
    s->stack = stack_new();
    s->reader = reader_new();
    *state = s;
    return s->stack && s->reader ? 0 : -1;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    stack_free(s->stack);
    reader_free(s->reader);
    free(s);
    return 0;
}

static void what_no_frame_shows_all_of_them_do(void **state)
{
    struct scene *s = *state;
    int single = 0, together = 0;
    draw(s, TEXT, 200, 120);
    for (int i = 1; i <= FRAMES; i++) {
        struct grey one = frame(s), mean;
        single += reads(s, &one, TEXT);
        assert_int_equal(stack_add(s->stack, &one), GH_OK);
        assert_int_equal(stack_picture(s->stack, &mean), i >= STACK_LEAST);
        together += i >= STACK_LEAST && reads(s, &mean, TEXT);
    }
    print_message("%d of %d single frames, %d of %d stacks\n", single, FRAMES, together, FRAMES - STACK_LEAST + 1);
    assert_in_range(single, 0, 1);
    assert_in_range(together, 3, FRAMES);
}

static void another_picture_begins_anew(void **state)
{
    struct scene *s = *state;
    struct grey mean;
    draw(s, TEXT, 200, 120);
    for (int i = 0; i < STACK_LEAST; i++) {
        struct grey one = frame(s);
        assert_int_equal(stack_add(s->stack, &one), GH_OK);
    }
    assert_true(stack_picture(s->stack, &mean));
    memset(s->clean, 150, sizeof s->clean); /* somebody switches the light on */
    struct grey one = frame(s);
    assert_int_equal(stack_add(s->stack, &one), GH_OK);
    assert_false(stack_picture(s->stack, &mean));
    /* And so does a size: a camera that was exchanged. */
    one.width /= 2;
    assert_int_equal(stack_add(s->stack, &one), GH_OK);
    assert_false(stack_picture(s->stack, &mean));
    for (int i = 0; i < STACK_LEAST; i++)
        assert_int_equal(stack_add(s->stack, &one), GH_OK);
    assert_true(stack_picture(s->stack, &mean));
    assert_int_equal(mean.width, WIDTH / 2);
    stack_clear(s->stack);
    assert_false(stack_picture(s->stack, &mean));
}

static void it_goes_on_for_as_long_as_somebody_stands_there(void **state)
{
    struct scene *s = *state;
    struct grey mean;
    draw(s, TEXT, 200, 120);
    for (int i = 0; i < 4 * STACK_MOST; i++) {
        struct grey one = frame(s);
        assert_int_equal(stack_add(s->stack, &one), GH_OK);
    }
    assert_true(stack_picture(s->stack, &mean));
    assert_in_range(mean.pixels[10 * WIDTH + 10], 45, 95); /* no sum has run over */
    assert_true(reads(s, &mean, TEXT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_no_frame_shows_all_of_them_do, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_picture_begins_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_goes_on_for_as_long_as_somebody_stands_there, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
