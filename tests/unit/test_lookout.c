/* A live camera: a code is read in the frame in which it appears, and read again while it stays. */
#include "support/test.h"

#include <qrencode.h>
#include <string.h>

#include "codes/glance.h"
#include "codes/lookout.h"

#define WIDTH 1280
#define HEIGHT 720
#define MODULE 4
#define CODES 4

static uint8_t pixels[WIDTH * HEIGHT];
static struct reading found[CODES];
static struct lookout *lookout;
static int64_t now;

static int look(int add_ms)
{
    now += add_ms;
    return lookout_read(lookout, &(struct grey){pixels, WIDTH, HEIGHT, WIDTH}, now, found, CODES);
}

static int begin(void **state)
{
    (void)state;
    now = 1000;
    memset(pixels, 150, sizeof pixels);
    lookout = lookout_new();
    assert_non_null(lookout);
    for (int i = 0; i < 30; i++)
        assert_int_equal(look(33), 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    lookout_free(lookout);
    return 0;
}

static void paint(const char *text, int left, int top)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    assert_non_null(code);
    for (int y = -4 * MODULE; y < (code->width + 4) * MODULE; y++)
        for (int x = -4 * MODULE; x < (code->width + 4) * MODULE; x++) {
            bool inside = x >= 0 && y >= 0 && x < code->width * MODULE && y < code->width * MODULE;
            bool dark = inside && (code->data[y / MODULE * code->width + x / MODULE] & 1);
            pixels[(top + y) * WIDTH + left + x] = dark ? 30 : 220;
        }
    QRcode_free(code);
}

static void code_is_read_in_its_first_frame_at_its_place(void **state)
{
    (void)state;
    paint("somewhere", 700, 300);
    assert_int_equal(look(33), 1);
    assert_memory_equal(found[0].text, "somewhere", 9);
    assert_int_equal(found[0].stage, 1);
    assert_in_range((int)found[0].corners[0].x, 694, 706);
    assert_in_range((int)found[0].corners[0].y, 294, 306);
    assert_true(lookout_moved_ms(lookout) == now);
}

static void standing_code_is_read_again(void **state)
{
    (void)state;
    paint("here to stay", 300, 200);
    int64_t last = now;
    for (int i = 0; i < 150; i++) {
        if (look(33) > 0)
            last = now;
        assert_true(now - last <= GLANCE_STILL_MS + 33);
    }
    while (look(33) > 0) /* to a frame that is not looked at */
        ;
    lookout_afresh(lookout);
    assert_int_equal(look(1), 1);
}

static void second_code_is_read_beside_a_standing_one(void **state)
{
    (void)state;
    paint("first", 200, 300);
    for (int i = 0; i < 30; i++)
        (void)look(33);
    paint("second", 900, 300);
    assert_in_range(look(33), 1, 2);
    bool second = false;
    for (int i = 0; i < 2; i++)
        second = second || (found[i].len == 6 && memcmp(found[i].text, "second", 6) == 0);
    assert_true(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(code_is_read_in_its_first_frame_at_its_place, begin, end),
        cmocka_unit_test_setup_teardown(standing_code_is_read_again, begin, end),
        cmocka_unit_test_setup_teardown(second_code_is_read_beside_a_standing_one, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
