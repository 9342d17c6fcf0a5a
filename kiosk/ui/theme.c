#include "ui/theme.h"

#include <math.h>
#include <stddef.h>

/* Day as designed. Night: the same uses, dimmed, with contrasts as strong. */
// clang-format off: one line a use
static const uint32_t colours[THEME_COLOUR_COUNT][UI_THEME_COUNT] = {
    [THEME_PAPER] = {0xFFF4F6F5, 0xFF11181C},
    [THEME_CARD] = {0xFFFFFFFF, 0xFF1B252B},
    [THEME_INK] = {0xFF10202B, 0xFFE4ECEF},
    [THEME_INK_SOFT] = {0xFF4A5B66, 0xFFA7B6BF},
    [THEME_LINE] = {0xFFCBD4D6, 0xFF3A4A53},
    [THEME_EDGE] = {0xFF76858C, 0xFF71828C},
    [THEME_LIGHT_EDGE] = {0xFFFFFFFF, 0xFFE4ECEF},
    [THEME_BRAND] = {0xFF0E5A6B, 0xFF0F5566},
    [THEME_BRAND_DEEP] = {0xFF0A414D, 0xFF082F39},
    [THEME_BRAND_INK] = {0xFF0E5A6B, 0xFF6CC5DA},
    [THEME_ON_BRAND] = {0xFFFFFFFF, 0xFFF0F6F8},
    [THEME_BRAND_EDGE] = {0xFF0E5A6B, 0xFF3F8CA0},
    [THEME_FOCUS] = {0xFFFFB000, 0xFFFFB000},
    [THEME_GO] = {0xFF0A6B3A, 0xFF08532D},
    [THEME_GO_DEEP] = {0xFF08532D, 0xFF063F22},
    [THEME_ON_GO] = {0xFFFFFFFF, 0xFFE9F5EE},
    [THEME_GO_SOFT] = {0xFFE3F3EA, 0xFF12342A},
    [THEME_GO_INK] = {0xFF0A6B3A, 0xFF6FD3A0},
    [THEME_GO_EDGE] = {0xFF0A6B3A, 0xFF2F9163},
    [THEME_CHECK] = {0xFFF2B01E, 0xFFC08A12},
    [THEME_CHECK_DEEP] = {0xFFD39614, 0xFFA87A10},
    [THEME_ON_CHECK] = {0xFF1D1500, 0xFF0C0800},
    [THEME_CHECK_SOFT] = {0xFFFFF4D6, 0xFF3A2F12},
    [THEME_STOP] = {0xFFB0161F, 0xFF8A1119},
    [THEME_STOP_DEEP] = {0xFF841017, 0xFF690C12},
    [THEME_ON_STOP] = {0xFFFFFFFF, 0xFFFBECEC},
    [THEME_STOP_SOFT] = {0xFFFBE5E6, 0xFF3D1A1D},
    [THEME_STOP_INK] = {0xFFB0161F, 0xFFFF9A9F},
    [THEME_STOP_EDGE] = {0xFFB0161F, 0xFFD05A62},
    [THEME_PLATE_BLUE] = {0xFF1B4FA8, 0xFF17428C},
    [THEME_PLATE_GREEN] = {0xFFBDE7CE, 0xFF7FC79D},
    [THEME_ON_PLATE_BLUE] = {0xFFFFFFFF, 0xFFF2F6FC},
    [THEME_ON_PLATE_GREEN] = {0xFF0B1F14, 0xFF06120B},
    [THEME_KEY_FACE] = {0xFFE4EAEB, 0xFF2A373E},
    [THEME_KEY_DOWN] = {0xFFD5DFE1, 0xFF3C4C55},
    [THEME_CAMERA_DARK] = {0xFF24323A, 0xFF0A1013},
    [THEME_ON_CAMERA] = {0xFFFFFFFF, 0xFFF0F4F5},
    [THEME_SCRIM] = {0xA0101A20, 0xB4000000},
    [THEME_SHADE] = {0xB8101A20, 0xC4080C0E},
    [THEME_GLASS] = {0x24FFFFFF, 0x1EFFFFFF},
    [THEME_GLASS_INK] = {0xB3FFFFFF, 0xA0FFFFFF},
    [THEME_DOT_GREEN] = {0xFF59D98C, 0xFF59D98C},
    [THEME_DOT_AMBER] = {0xFFFFC23D, 0xFFFFC23D},
    [THEME_DOT_RED] = {0xFFFF9494, 0xFFFF9494},
    [THEME_CODE_LIGHT] = {0xFFFFFFFF, 0xFFFFFFFF},
    [THEME_CODE_DARK] = {0xFF000000, 0xFF000000},
};
// clang-format on

static const int types[] = {TYPE_NOTE,  TYPE_SMALL,  TYPE_BODY, TYPE_LABEL,
                            TYPE_TITLE, TYPE_FIGURE, TYPE_WORD, TYPE_SIGN};

int theme_smaller(int size)
{
    int smaller = types[0];
    for (size_t i = 0; i < sizeof types / sizeof types[0] && types[i] < size; i++)
        smaller = types[i];
    return smaller;
}

int theme_second(int size)
{
    return theme_smaller(theme_smaller(size));
}

uint32_t theme_colour(enum ui_theme theme, enum theme_colour colour)
{
    return colours[colour][theme == UI_NIGHT];
}

static double linear(uint32_t channel)
{
    double c = (channel & 0xFF) / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t colour)
{
    return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
}

double theme_contrast(uint32_t a, uint32_t b)
{
    double la = luminance(a), lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

static uint32_t mix(uint32_t over, uint32_t under, int shift)
{
    uint32_t alpha = over >> 24, o = over >> shift & 0xFF, u = under >> shift & 0xFF;
    return ((o * alpha + u * (255 - alpha) + 127) / 255) << shift;
}

uint32_t theme_over(uint32_t over, uint32_t under)
{
    return 0xFF000000u | mix(over, under, 16) | mix(over, under, 8) | mix(over, under, 0);
}
