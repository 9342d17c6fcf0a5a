#include "plates/plate_corners.h"

#include <math.h>
#include <stdbool.h>

#define SCORE_MIN 0.3f
#define OFFSET 64     /* pixels, of the network's unit */
#define SIDE_MIN 4.0f /* pixels of the network's picture */

struct cells {
    const float *values;
    int width, height;
};

static float at(const struct cells *c, int plane, int x, int y)
{
    return c->values[((size_t)plane * (size_t)c->height + (size_t)y) * (size_t)c->width + (size_t)x];
}

/* True for a cell that none of its neighbours beats; of equals the first one. */
static bool is_peak(const struct cells *c, int x, int y)
{
    float score = at(c, 0, x, y);
    for (int v = y > 0 ? y - 1 : 0; v <= y + 1 && v < c->height; v++)
        for (int u = x > 0 ? x - 1 : 0; u <= x + 1 && u < c->width; u++) {
            bool before = v < y || (v == y && u < x);
            if (at(c, 0, u, v) > score || (before && at(c, 0, u, v) >= score))
                return false;
        }
    return true;
}

/* The corners that a peak and its neighbours say, each weighed by how sure it is. */
static void corners_of(const struct cells *c, int x, int y, struct plate_corner out[static 4])
{
    float sum = 0, corner[8] = {0};
    for (int v = y > 0 ? y - 1 : 0; v <= y + 1 && v < c->height; v++)
        for (int u = x > 0 ? x - 1 : 0; u <= x + 1 && u < c->width; u++) {
            float weight = at(c, 0, u, v) * at(c, 0, u, v);
            if (at(c, 0, u, v) < at(c, 0, x, y) / 2)
                continue;
            sum += weight;
            for (int i = 0; i < 8; i++)
                corner[i] +=
                    weight * (((float)(i % 2 ? v : u) + 0.5f) * PLATE_CORNERS_CELL + at(c, i + 1, u, v) * OFFSET);
        }
    for (int i = 0; i < 4; i++)
        out[i] = (struct plate_corner){corner[2 * i] / sum, corner[2 * i + 1] / sum};
}

static float cross(struct plate_corner a, struct plate_corner b, struct plate_corner c)
{
    return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
}

/* True for four corners that go round clockwise, of a size that can be a plate. */
static bool may_be_plate(const struct plate_corner c[static 4])
{
    for (int i = 0; i < 4; i++) {
        struct plate_corner a = c[i], b = c[(i + 1) % 4], next = c[(i + 2) % 4];
        if (!isfinite(a.x) || !isfinite(a.y) || !(cross(a, b, next) > 0) || hypotf(b.x - a.x, b.y - a.y) < SIDE_MIN)
            return false;
    }
    return c[1].x > c[0].x && c[2].x > c[3].x;
}

/* True where the middle of one lies in the other's middle part. */
static bool same(const struct plate_region *a, const struct plate_region *b)
{
    float dx = 0, dy = 0;
    for (int i = 0; i < 4; i++) {
        dx += (a->corners[i].x - b->corners[i].x) / 4;
        dy += (a->corners[i].y - b->corners[i].y) / 4;
    }
    float width = hypotf(b->corners[1].x - b->corners[0].x, b->corners[1].y - b->corners[0].y);
    float height = hypotf(b->corners[3].x - b->corners[0].x, b->corners[3].y - b->corners[0].y);
    return fabsf(dx) < width * 0.5f && fabsf(dy) < height * 0.6f;
}

static int add(struct plate_region *out, int count, int max, const struct plate_region *comer)
{
    for (int i = 0; i < count; i++)
        if (same(comer, &out[i])) {
            if (out[i].score >= comer->score)
                return count;
            for (int k = i + 1; k < count; k++)
                out[k - 1] = out[k];
            count--;
            i--;
        }
    int place = count;
    while (place > 0 && out[place - 1].score < comer->score)
        place--;
    if (place >= max)
        return count;
    count += count < max;
    for (int k = count - 1; k > place; k--)
        out[k] = out[k - 1];
    out[place] = *comer;
    return count;
}

int plate_corners_find(const float *cells, const struct plate_part *part, struct plate_region *out, int max)
{
    const struct cells c = {cells, part->width / PLATE_CORNERS_CELL, part->height / PLATE_CORNERS_CELL};
    int count = 0;
    for (int y = 0; y < c.height; y++)
        for (int x = 0; x < c.width; x++) {
            struct plate_region comer = {.score = at(&c, 0, x, y)};
            if (!(comer.score >= SCORE_MIN && comer.score <= 1) || !is_peak(&c, x, y))
                continue;
            corners_of(&c, x, y, comer.corners);
            if (!may_be_plate(comer.corners))
                continue;
            for (int i = 0; i < 4; i++) {
                comer.corners[i].x = (float)(part->x + (double)comer.corners[i].x * part->w / part->width);
                comer.corners[i].y = (float)(part->y + (double)comer.corners[i].y * part->h / part->height);
            }
            count = add(out, count, max, &comer);
        }
    return count;
}
