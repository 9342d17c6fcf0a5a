#include "plates/plate_colour.h"

#include <stddef.h>

#define SATURATED 80 /* of 255 */

struct tally {
    int colours[PLATE_COLOURS];
    int pale, dark, all;
};

static int max3(int a, int b, int c)
{
    int m = a > b ? a : b;
    return m > c ? m : c;
}

static int min3(int a, int b, int c)
{
    int m = a < b ? a : b;
    return m < c ? m : c;
}

/* Returns the hue, 0 to 359 degrees, of a pixel with a colour. */
static int hue(int blue, int green, int red, int high, int spread)
{
    if (high == red)
        return (60 * (green - blue) / spread + 360) % 360;
    return high == green ? 120 + 60 * (blue - red) / spread : 240 + 60 * (red - green) / spread;
}

static void count(struct tally *t, int blue, int green, int red)
{
    int high = max3(blue, green, red), spread = high - min3(blue, green, red);
    t->all++;
    if (high < 60)
        t->dark++;
    if (high < 30 || spread < 1 || spread * 255 < SATURATED * high) {
        if (high > 120)
            t->pale++;
        return;
    }
    int h = hue(blue, green, red, high, spread);
    if (h >= 185 && h <= 265)
        t->colours[PLATE_COLOUR_BLUE]++;
    else if (h >= 25 && h <= 68)
        t->colours[PLATE_COLOUR_YELLOW]++;
    else if (h > 68 && h < 185)
        t->colours[PLATE_COLOUR_GREEN]++;
}

enum plate_colour plate_colour_of(const uint8_t *strip, int width, int height)
{
    struct tally t = {0};
    /* The strip's edge shows the car. */
    for (int y = height / 8; y < height - height / 8; y++)
        for (int x = width / 16; x < width - width / 16; x++) {
            const uint8_t *p = strip + 3 * ((size_t)y * (size_t)width + (size_t)x);
            count(&t, p[0], p[1], p[2]);
        }
    enum plate_colour best = PLATE_COLOUR_BLUE;
    for (int c = PLATE_COLOUR_YELLOW; c <= PLATE_COLOUR_GREEN; c++)
        if (t.colours[c] > t.colours[best])
            best = (enum plate_colour)c;
    if (t.colours[best] * 4 > t.all)
        return best;
    if (t.pale * 2 > t.all)
        return PLATE_COLOUR_WHITE;
    return t.dark * 2 > t.all && t.pale * 12 > t.all ? PLATE_COLOUR_BLACK : PLATE_COLOUR_UNKNOWN;
}

const char *plate_colour_name(enum plate_colour colour)
{
    static const char *const names[PLATE_COLOURS] = {"unknown", "blue", "yellow", "green", "white", "black"};
    return (unsigned)colour < PLATE_COLOURS ? names[colour] : names[PLATE_COLOUR_UNKNOWN];
}
