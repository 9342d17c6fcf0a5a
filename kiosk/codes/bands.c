/* Bands of pixels.h: a dimmed OLED screen pulses, and a sensor that reads row by row sees dark bands, 50 to 90 % deep,
 * which no threshold by neighbourhood follows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codes/pixels.h"

#define REACH 36        /* pixels along a row that share their levels */
#define STRIPS 20       /* the picture is judged in so many upright strips */
#define GROUPS_MAX 512  /* rows are judged in groups */
#define EDGE_SHARE 0.3f /* of its brightness that a band takes at least */
#define EDGES_LEAST 5   /* edges, dark and light by turns, in three strips side by side: wider than a finder pattern */

/* Fills the extremes of every REACH pixels to both sides, by the method of van Herk: from marks 2 * REACH + 1 apart. */
static void extremes(const uint8_t *row, int width, bool greatest, uint8_t *forth, uint8_t *back, uint8_t *out)
{
    const int span = 2 * REACH + 1;
    for (int x = 0; x < width; x++) {
        bool mark = x % span == 0;
        forth[x] = mark || (row[x] > forth[x - 1]) == greatest ? row[x] : forth[x - 1];
    }
    for (int x = width - 1; x >= 0; x--) {
        bool mark = x == width - 1 || (x + 1) % span == 0;
        back[x] = mark || (row[x] > back[x + 1]) == greatest ? row[x] : back[x + 1];
    }
    for (int x = 0; x < width; x++) {
        uint8_t a = back[x < REACH ? 0 : x - REACH], b = forth[x + REACH >= width ? width - 1 : x + REACH];
        out[x] = (a > b) == greatest ? a : b;
    }
}

bool pixels_level_rows(const struct grey *in, int least_range, struct plane *rows, struct plane *out)
{
    int width = in->width;
    if (!pixels_smooth(in, out) || !plane_fit(rows, width, 4))
        return false;
    uint8_t *forth = rows->pixels, *back = forth + width, *low = back + width, *high = low + width;
    for (int y = 0; y < in->height; y++) {
        uint8_t *row = out->pixels + (size_t)y * (size_t)width;
        extremes(row, width, false, forth, back, low);
        extremes(row, width, true, forth, back, high);
        for (int x = 0; x < width; x++) {
            int range = high[x] - low[x] < least_range ? least_range : high[x] - low[x];
            int v = 255 - (high[x] - row[x]) * 255 / range; /* an even place is light: its noise makes no patterns */
            row[x] = (uint8_t)(v < 0 ? 0 : v);
        }
    }
    return true;
}

/* The mean brightness of each group of rows in a strip. */
static void profile(const struct grey *in, int strip, int rows, int groups, float *out)
{
    int left = in->width * strip / STRIPS, right = in->width * (strip + 1) / STRIPS;
    for (int i = 0; i < groups; i++) {
        int sum = 0;
        const uint8_t *row = in->pixels + (ptrdiff_t)(i * rows) * in->stride;
        for (int x = left; x < right; x++)
            sum += row[x] + row[x + (rows > 2 ? 2 : 0) * in->stride];
        out[i] = (float)sum / (float)(2 * (right - left));
    }
}

/* Marks where the brightness falls (-1) and rises (1). */
static void edges(const float *profile, int groups, int8_t out[static GROUPS_MAX])
{
    memset(out, 0, GROUPS_MAX);
    for (int i = 3; i < groups - 3; i++) {
        float above = (profile[i - 3] + profile[i - 2]) / 2, below = (profile[i + 2] + profile[i + 3]) / 2;
        if (fabsf(above - below) > EDGE_SHARE * fmaxf(above, below) && fmaxf(above, below) > 12)
            out[i] = above > below ? -1 : 1;
    }
}

/* Leaves the edges that go on from the strip before, a group higher or lower at most. */
static void go_on(const int8_t *before, int8_t *here, int groups)
{
    for (int i = 1; i < groups - 1; i++)
        if (before[i] != here[i] && before[i - 1] != here[i] && before[i + 1] != here[i])
            here[i] = 0;
}

static int turns(const int8_t *edges, int groups)
{
    int found = 0, last = 0;
    for (int i = 1; i < groups - 1; i++)
        if (edges[i] && edges[i] != last) {
            found++;
            last = edges[i];
        }
    return found;
}

bool pixels_have_bands(const struct grey *in)
{
    float light[GROUPS_MAX];
    int8_t here[GROUPS_MAX], two[GROUPS_MAX] = {0}, before[GROUPS_MAX] = {0}, kept[GROUPS_MAX];
    int rows = in->height / GROUPS_MAX + 1 > 4 ? in->height / GROUPS_MAX + 1 : 4, groups = in->height / rows;
    if (in->width < STRIPS)
        return false;
    for (int strip = 0; strip < STRIPS; strip++) {
        profile(in, strip, rows, groups, light);
        edges(light, groups, here);
        memcpy(kept, here, sizeof kept);
        go_on(two, here, groups); /* in three strips side by side */
        if (turns(here, groups) >= EDGES_LEAST)
            return true;
        go_on(before, kept, groups);
        memcpy(two, kept, sizeof two);
        edges(light, groups, before);
    }
    return false;
}
