/* Contrast of every pair of colours that texts are drawn in, in both themes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "ui/theme.h"

struct pair {
    enum theme_colour ink, ground;
    double least; /* 4.5 for text, 3 for marks and large type; more where the design says more */
};

static const struct pair pairs[] = {
    {THEME_ON_PLATE_BLUE, THEME_PLATE_BLUE, 7},
    {THEME_ON_PLATE_GREEN, THEME_PLATE_GREEN, 7},
    {THEME_INK, THEME_PAPER, 12},
    {THEME_INK, THEME_CARD, 12},
    {THEME_INK_SOFT, THEME_PAPER, 6},
    {THEME_INK_SOFT, THEME_CARD, 6},
    {THEME_EDGE, THEME_PAPER, 3},
    {THEME_EDGE, THEME_CARD, 3},
    {THEME_BRAND_EDGE, THEME_PAPER, 3},
    {THEME_GO_EDGE, THEME_PAPER, 3},
    {THEME_STOP_EDGE, THEME_PAPER, 3},
    {THEME_INK, THEME_KEY_FACE, 7},
    {THEME_INK, THEME_KEY_DOWN, 7},
    {THEME_INK_SOFT, THEME_KEY_FACE, 4.5},
    {THEME_ON_BRAND, THEME_BRAND, 7},
    {THEME_ON_BRAND, THEME_BRAND_DEEP, 10},
    {THEME_BRAND_INK, THEME_PAPER, 4.5},
    {THEME_BRAND_INK, THEME_CARD, 4.5},
    {THEME_ON_GO, THEME_GO, 6.5},
    {THEME_ON_GO, THEME_GO_DEEP, 6.5},
    {THEME_GO_INK, THEME_CARD, 4.5},
    {THEME_GO_INK, THEME_PAPER, 4.5},
    {THEME_INK, THEME_GO_SOFT, 7},
    {THEME_ON_CHECK, THEME_CHECK, 6.5},
    {THEME_ON_CHECK, THEME_CHECK_DEEP, 4.5},
    {THEME_INK, THEME_CHECK_SOFT, 7},
    {THEME_ON_STOP, THEME_STOP, 6.5},
    {THEME_ON_STOP, THEME_STOP_DEEP, 7},
    {THEME_STOP_INK, THEME_CARD, 4.5},
    {THEME_STOP_INK, THEME_PAPER, 4.5},
    {THEME_INK, THEME_STOP_SOFT, 7},
    {THEME_ON_CAMERA, THEME_CAMERA_DARK, 10},
    {THEME_DOT_GREEN, THEME_BRAND_DEEP, 3},
    {THEME_DOT_AMBER, THEME_STOP_DEEP, 3},
    {THEME_DOT_RED, THEME_STOP_DEEP, 3},
};

static void every_pair_can_be_read(void **state)
{
    (void)state;
    for (int theme = 0; theme < UI_THEME_COUNT; theme++) {
        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
            uint32_t ink = theme_colour((enum ui_theme)theme, pairs[i].ink);
            uint32_t ground = theme_colour((enum ui_theme)theme, pairs[i].ground);
            double contrast = theme_contrast(ink, ground);
            if (contrast < pairs[i].least)
                fail_msg("theme %d pair %zu: contrast %.2f, at least %.1f wanted", theme, i, contrast, pairs[i].least);
        }
    }
}

static void day_is_the_design(void **state)
{
    (void)state;
    assert_int_equal(theme_colour(UI_DAY, THEME_GO), 0xFF0A6B3A);
    assert_int_equal(theme_colour(UI_DAY, THEME_CHECK), 0xFFF2B01E);
    assert_int_equal(theme_colour(UI_DAY, THEME_STOP), 0xFFB0161F);
    assert_int_equal(theme_colour(UI_DAY, THEME_ON_CHECK), 0xFF1D1500);
}

/* WCAG's own examples: black on white is 21, a colour on itself 1, #777 on white 4.48. */
static void contrast_is_that_of_wcag(void **state)
{
    (void)state;
    assert_float_equal(theme_contrast(0xFF000000, 0xFFFFFFFF), 21, 0.001);
    assert_float_equal(theme_contrast(0xFF123456, 0xFF123456), 1, 0.001);
    assert_float_equal(theme_contrast(0xFF777777, 0xFFFFFFFF), 4.48, 0.01);
}

static void translucent_colours_mix(void **state)
{
    (void)state;
    assert_int_equal(theme_over(0xFF112233, 0xFF000000), 0xFF112233);
    assert_int_equal(theme_over(0x00FFFFFF, 0xFF445566), 0xFF445566);
    assert_int_equal(theme_over(0x80FFFFFF, 0xFF000000), 0xFF808080);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_can_be_read),
        cmocka_unit_test(day_is_the_design),
        cmocka_unit_test(contrast_is_that_of_wcag),
        cmocka_unit_test(translucent_colours_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
