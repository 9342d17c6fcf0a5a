#include "codes/pixels.h"

#include <stdlib.h>
#include <string.h>

#define STRIP 512
#define BOX_MAX 15 /* radius */

bool plane_fit(struct plane *plane, int width, int height)
{
    size_t need = (size_t)width * (size_t)height;
    if (need > plane->room) {
        free(plane->pixels);
        plane->pixels = malloc(need);
        plane->room = plane->pixels ? need : 0;
    }
    if (!plane->pixels) {
        plane->width = plane->height = 0;
        return false;
    }
    plane->width = width;
    plane->height = height;
    return true;
}

void plane_free(struct plane *plane)
{
    free(plane->pixels);
    *plane = (struct plane){0};
}

struct grey plane_grey(const struct plane *plane)
{
    return (struct grey){plane->pixels, plane->width, plane->height, plane->width};
}

struct point affine_apply(const struct affine *map, struct point p)
{
    return (struct point){map->a * p.x + map->b * p.y + map->c, map->d * p.x + map->e * p.y + map->f};
}

static const uint8_t *row_of(const struct grey *in, int y)
{
    y = y < 0 ? 0 : y >= in->height ? in->height - 1 : y;
    return in->pixels + (ptrdiff_t)y * in->stride;
}

static uint8_t *plane_row(const struct plane *plane, int y)
{
    return plane->pixels + (size_t)y * (size_t)plane->width;
}

bool pixels_copy(const struct grey *in, struct plane *out)
{
    if (!plane_fit(out, in->width, in->height))
        return false;
    for (int y = 0; y < in->height; y++)
        memcpy(plane_row(out, y), row_of(in, y), (size_t)in->width);
    return true;
}

bool pixels_invert(const struct grey *in, struct plane *out)
{
    if (!plane_fit(out, in->width, in->height))
        return false;
    for (int y = 0; y < in->height; y++) {
        const uint8_t *from = row_of(in, y);
        uint8_t *to = plane_row(out, y);
        for (int x = 0; x < in->width; x++)
            to[x] = (uint8_t)(255 - from[x]);
    }
    return true;
}

bool pixels_clamp(const struct grey *in, uint8_t low, uint8_t high, struct plane *out)
{
    if (!plane_fit(out, in->width, in->height))
        return false;
    for (int y = 0; y < in->height; y++) {
        const uint8_t *from = row_of(in, y);
        uint8_t *to = plane_row(out, y);
        for (int x = 0; x < in->width; x++)
            to[x] = from[x] < low ? low : from[x] > high ? high : from[x];
    }
    return true;
}

bool pixels_halve(const struct grey *in, struct plane *out)
{
    int width = in->width / 2, height = in->height / 2;
    if (!plane_fit(out, width, height))
        return false;
    for (int y = 0; y < height; y++) {
        const uint8_t *a = row_of(in, 2 * y), *b = row_of(in, 2 * y + 1);
        uint8_t *to = plane_row(out, y);
        for (int x = 0; x < width; x++)
            to[x] = (uint8_t)((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) >> 2);
    }
    return true;
}

/* Smooths one row by 1-2-1; the ends repeat the edge. */
static void smooth_row(const uint8_t *above, const uint8_t *here, const uint8_t *below, int width, uint8_t *to)
{
    for (int x = 1; x + 1 < width; x++) {
        unsigned left = above[x - 1] + 2u * here[x - 1] + below[x - 1];
        unsigned mid = above[x] + 2u * here[x] + below[x];
        unsigned right = above[x + 1] + 2u * here[x + 1] + below[x + 1];
        to[x] = (uint8_t)((left + 2 * mid + right + 8) >> 4);
    }
    for (int i = 0; i < 2; i++) {
        int x = i ? width - 1 : 0, next = i ? (width > 1 ? width - 2 : 0) : (width > 1 ? 1 : 0);
        unsigned mid = above[x] + 2u * here[x] + below[x];
        unsigned side = above[next] + 2u * here[next] + below[next];
        to[x] = (uint8_t)((3 * mid + side + 8) >> 4);
    }
}

bool pixels_smooth(const struct grey *in, struct plane *out)
{
    if (!plane_fit(out, in->width, in->height))
        return false;
    for (int y = 0; y < in->height; y++)
        smooth_row(row_of(in, y - 1), row_of(in, y), row_of(in, y + 1), in->width, plane_row(out, y));
    return true;
}

static inline uint8_t least(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

static inline uint8_t most(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

static void sort_pairs(const uint8_t *a, const uint8_t *b, const uint8_t *c, int width, uint8_t *low, uint8_t *mid,
                       uint8_t *high)
{
    for (int x = 0; x < width; x++) {
        uint8_t p = least(a[x], b[x]), q = most(a[x], b[x]);
        uint8_t r = least(q, c[x]);
        high[x] = most(q, c[x]);
        low[x] = least(p, r);
        mid[x] = most(p, r);
    }
}

/* Median of nine by columns: the median of (greatest low, middle mid, least high). */
static void median_row(const uint8_t *low, const uint8_t *mid, const uint8_t *high, int width, uint8_t *to)
{
    for (int x = 1; x + 1 < width; x++) {
        uint8_t l = most(most(low[x - 1], low[x]), low[x + 1]);
        uint8_t h = least(least(high[x - 1], high[x]), high[x + 1]);
        uint8_t m = most(least(mid[x - 1], mid[x]), least(most(mid[x - 1], mid[x]), mid[x + 1]));
        to[x] = most(least(l, m), least(most(l, m), h));
    }
    to[0] = mid[0];
    to[width - 1] = mid[width - 1];
}

bool pixels_median(const struct grey *in, struct plane *out)
{
    size_t width = (size_t)in->width;
    uint8_t *sorted = malloc(3 * width);
    bool ok = sorted && plane_fit(out, in->width, in->height);
    for (int y = 0; ok && y < in->height; y++) {
        sort_pairs(row_of(in, y - 1), row_of(in, y), row_of(in, y + 1), in->width, sorted, sorted + width,
                   sorted + 2 * width);
        median_row(sorted, sorted + width, sorted + 2 * width, in->width, plane_row(out, y));
    }
    free(sorted);
    return ok;
}

bool pixels_warp(const struct grey *in, const struct affine *map, int width, int height, struct plane *out)
{
    if (!plane_fit(out, width, height))
        return false;
    float right = (float)(in->width - 1), bottom = (float)(in->height - 1);
    for (int y = 0; y < height; y++) {
        uint8_t *to = plane_row(out, y);
        for (int x = 0; x < width; x++) {
            struct point p = affine_apply(map, (struct point){(float)x, (float)y});
            float px = p.x < 0 ? 0 : p.x > right ? right : p.x;
            float py = p.y < 0 ? 0 : p.y > bottom ? bottom : p.y;
            int ix = (int)px, iy = (int)py;
            int jx = ix + 1 < in->width ? ix + 1 : ix, jy = iy + 1 < in->height ? iy + 1 : iy;
            float fx = px - (float)ix, fy = py - (float)iy;
            const uint8_t *a = in->pixels + (ptrdiff_t)iy * in->stride;
            const uint8_t *b = in->pixels + (ptrdiff_t)jy * in->stride;
            float top = (float)a[ix] + fx * (float)(a[jx] - a[ix]);
            float low = (float)b[ix] + fx * (float)(b[jx] - b[ix]);
            to[x] = (uint8_t)(top + fy * (low - top) + 0.5f);
        }
    }
    return true;
}

/* Takes means over 2 * radius + 1 pixels, as 16-bit fractions: sums stay under 2^13, so the product fits. */
static void means(const uint16_t *sums, int count, int radius, uint8_t *to)
{
    uint32_t scale = (1u << 16) / (uint32_t)(2 * radius + 1);
    for (int i = 0; i < count; i++)
        to[i] = (uint8_t)((sums[i] * scale + (1u << 15)) >> 16);
}

/* Both directions work on strips of STRIP columns with their sums on the stack, which the compiler can vectorise. */
static void box_across(const uint8_t *from, uint8_t *to, int width, int radius)
{
    uint8_t line[STRIP + 2 * BOX_MAX];
    for (int left = 0; left < width; left += STRIP) {
        int count = width - left < STRIP ? width - left : STRIP;
        uint16_t sums[STRIP] = {0};
        for (int i = 0; i < count + 2 * radius; i++) {
            int x = left + i - radius;
            line[i] = from[x < 0 ? 0 : x >= width ? width - 1 : x];
        }
        for (int k = 0; k <= 2 * radius; k++)
            for (int i = 0; i < count; i++)
                sums[i] = (uint16_t)(sums[i] + line[i + k]);
        means(sums, count, radius, to + left);
    }
}

static void box_down(const struct plane *from, struct plane *to, int radius)
{
    int last = from->height - 1;
    for (int left = 0; left < from->width; left += STRIP) {
        int count = from->width - left < STRIP ? from->width - left : STRIP;
        uint16_t sums[STRIP] = {0};
        for (int k = -radius; k <= radius; k++) {
            const uint8_t *row = plane_row(from, k < 0 ? 0 : k > last ? last : k) + left;
            for (int i = 0; i < count; i++)
                sums[i] = (uint16_t)(sums[i] + row[i]);
        }
        for (int y = 0; y <= last; y++) {
            means(sums, count, radius, plane_row(to, y) + left);
            const uint8_t *in = plane_row(from, y + radius + 1 > last ? last : y + radius + 1) + left;
            const uint8_t *gone = plane_row(from, y - radius < 0 ? 0 : y - radius) + left;
            for (int i = 0; i < count; i++)
                sums[i] = (uint16_t)(sums[i] + in[i] - gone[i]);
        }
    }
}

bool pixels_sharpen(const struct grey *in, int radius, float amount, struct plane *spare, struct plane *out)
{
    int width = in->width, height = in->height;
    if (radius > BOX_MAX || !plane_fit(spare, width, height) || !pixels_copy(in, out))
        return false;
    for (int i = 0; i < 3; i++) {
        for (int y = 0; y < height; y++)
            box_across(plane_row(out, y), plane_row(spare, y), width, radius);
        box_down(spare, out, radius);
    }
    for (int y = 0; y < height; y++) {
        const uint8_t *from = row_of(in, y);
        uint8_t *to = plane_row(out, y);
        for (int x = 0; x < width; x++) {
            float v = (float)from[x] + amount * (float)(from[x] - to[x]) + 0.5f;
            to[x] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
    }
    return true;
}
