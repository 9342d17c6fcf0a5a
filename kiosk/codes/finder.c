#include "codes/finder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265f

static bool dark(const struct grey *in, int x, int y)
{
    return in->pixels[(ptrdiff_t)y * in->stride + x] < 128;
}

/* True for five runs in the ratio of a finder, each within three quarters of a module. */
static bool ratio_fits(const int runs[5], float *module)
{
    int total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
    float unit = (float)total / 7;
    if (total < 7)
        return false;
    for (int i = 0; i < 5; i++) {
        float want = i == 2 ? 3 * unit : unit, slack = i == 2 ? 1.3f * unit : 0.75f * unit;
        if (fabsf((float)runs[i] - want) > slack)
            return false;
    }
    *module = unit;
    return true;
}

/* Measures the runs of one line through a dark pixel, from the middle outwards, and the middle of the centre run. False
 * where they leave the picture or are too long. */
static bool cross(const struct grey *in, int x, int y, bool down, int longest, float *middle, float *module)
{
    int count = down ? in->height : in->width, start = down ? y : x, runs[5] = {0}, ends[2];
    for (int side = 0; side < 2; side++) {
        int step = side ? 1 : -1, at = start, run = 2;
        for (;; at += step) {
            if (at < 0 || at >= count)
                break;
            bool is_dark = down ? dark(in, x, at) : dark(in, at, y);
            if (is_dark != (run % 2 == 0)) {
                if (run == 2)
                    ends[side] = at;
                run += step;
                if (run < 0 || run > 4)
                    break;
            }
            if (!(side && at == start))
                runs[run]++;
            if (runs[run] > longest)
                return false;
        }
        if (run == 2 || (side ? run < 4 : run > 0))
            return false;
    }
    *middle = (float)(ends[0] + ends[1]) / 2;
    return ratio_fits(runs, module);
}

static int note(struct finder *out, int count, struct point centre, float module)
{
    for (int i = 0; i < count; i++) {
        struct finder *known = &out[i];
        if (hypotf(known->centre.x - centre.x, known->centre.y - centre.y) > 2.5f * known->module)
            continue;
        float share = 1.0f / (float)(++known->hits);
        known->centre.x += share * (centre.x - known->centre.x);
        known->centre.y += share * (centre.y - known->centre.y);
        known->module += share * (module - known->module);
        return count;
    }
    if (count < FINDERS_MAX)
        out[count++] = (struct finder){centre, module, 1};
    return count;
}

/* Checks whether the column agrees with a run of dark, light, dark, light, dark in this row that ends before x. */
static int check(const struct grey *in, const int runs[5], int x, int y, struct finder *out, int count)
{
    float module, across, down, middle_x, middle_y;
    if (!ratio_fits(runs, &module))
        return count;
    int centre = x - runs[4] - runs[3] - (runs[2] + 1) / 2, longest = (int)(6 * module) + 2;
    if (centre < 0 || !dark(in, centre, y) || !cross(in, centre, y, true, longest, &middle_y, &down))
        return count;
    if (!cross(in, centre, (int)(middle_y + 0.5f), false, longest, &middle_x, &across))
        return count;
    if (across > 2.2f * down || down > 2.2f * across)
        return count;
    return note(out, count, (struct point){middle_x, middle_y}, (across + down) / 2);
}

static int by_hits(const void *a, const void *b)
{
    const struct finder *x = a, *y = b;
    return y->hits - x->hits;
}

int finders_find(const struct grey *picture, struct finder out[FINDERS_MAX])
{
    int count = 0;
    for (int y = 0; y < picture->height; y++) {
        int runs[5] = {0}, x = 0;
        bool is_dark = false;
        for (; x <= picture->width; x++) {
            bool next = x < picture->width && dark(picture, x, y);
            if (next == is_dark && x < picture->width) {
                runs[4]++;
                continue;
            }
            if (is_dark)
                count = check(picture, runs, x, y, out, count);
            memmove(runs, runs + 1, 4 * sizeof(runs[0]));
            runs[4] = 1;
            is_dark = next;
        }
    }
    qsort(out, (size_t)count, sizeof(*out), by_hits);
    return count;
}

/* Returns by how much modules measured along rows and columns are longer than along the sides of a turned code. */
static float lengthening(struct point along)
{
    float angle = atan2f(fabsf(along.y), fabsf(along.x));
    return 1 / cosf(angle > PI / 4 ? PI / 2 - angle : angle);
}

static struct point minus(struct point a, struct point b)
{
    return (struct point){a.x - b.x, a.y - b.y};
}

static bool triple(const struct finder *a, const struct finder *b, const struct finder *c, struct corner3 *out)
{
    struct point p = minus(b->centre, a->centre), q = minus(c->centre, a->centre);
    float wide = hypotf(p.x, p.y), high = hypotf(q.x, q.y);
    float least = fminf(a->module, fminf(b->module, c->module)), most = fmaxf(a->module, fmaxf(b->module, c->module));
    if (wide < 9 * least || high < 9 * least || most > 2.0f * least)
        return false;
    float turn = (p.x * q.y - p.y * q.x) / (wide * high), lean = fabsf(p.x * q.x + p.y * q.y) / (wide * high);
    float uneven = fabsf(logf(wide / high));
    if (turn < 0.7f || lean > 0.55f || uneven > 0.6f)
        return false;
    float module = (a->module + b->module + c->module) / 3 / lengthening(p);
    *out = (struct corner3){a->centre, b->centre, c->centre, module, lean + uneven + logf(most / least), CORNER_WHOLE};
    return true;
}

int corners_find(const struct finder *finders, int count, struct corner3 *out, int max)
{
    int found = 0;
    for (int a = 0; a < count; a++)
        for (int b = 0; b < count; b++)
            for (int c = 0; c < count; c++) {
                struct corner3 corner;
                if (a == b || b == c || a == c || !triple(&finders[a], &finders[b], &finders[c], &corner))
                    continue;
                int at = found < max ? found : max - 1;
                if (found == max && out[at].error <= corner.error)
                    continue;
                for (; at > 0 && out[at - 1].error > corner.error; at--)
                    out[at] = out[at - 1];
                out[at] = corner;
                found = found < max ? found + 1 : max;
            }
    return found;
}

static struct point aside(struct point from, struct point along, float turn)
{
    return (struct point){from.x - turn * along.y, from.y + turn * along.x};
}

/* Lists the ways in which p and q may be two patterns of a code: a side each way round on either side, a diagonal. */
static int ways(struct point p, struct point q, float module, struct corner3 out[6])
{
    struct point d = minus(q, p), middle = {(p.x + q.x) / 2, (p.y + q.y) / 2}, half = {d.x / 2, d.y / 2};
    struct point back = {-d.x, -d.y};
    int count = 0;
    out[count++] = (struct corner3){p, q, aside(p, d, 1), module, 0, CORNER_NO_BOTTOM_LEFT};
    out[count++] = (struct corner3){q, p, aside(q, back, 1), module, 0, CORNER_NO_BOTTOM_LEFT};
    out[count++] = (struct corner3){p, aside(p, d, -1), q, module, 0, CORNER_NO_TOP_RIGHT};
    out[count++] = (struct corner3){q, aside(q, back, -1), p, module, 0, CORNER_NO_TOP_RIGHT};
    out[count++] = (struct corner3){aside(middle, half, 1), p, q, module, 0, CORNER_NO_TOP_LEFT};
    out[count++] = (struct corner3){aside(middle, half, -1), q, p, module, 0, CORNER_NO_TOP_LEFT};
    for (int i = 0; i < count; i++) {
        struct point side = minus(out[i].top_right, out[i].top_left);
        out[i].module = module / lengthening(side);
    }
    return count;
}

int pairs_find(const struct finder *finders, int count, struct corner3 *out, int max)
{
    int found = 0;
    for (int b = 1; b < count; b++)
        for (int a = 0; a < b && found + 6 <= max; a++) {
            const struct finder *p = &finders[a], *q = &finders[b];
            float ratio = p->module / q->module, module = (p->module + q->module) / 2;
            float distance = hypotf(p->centre.x - q->centre.x, p->centre.y - q->centre.y);
            if (ratio > 0.6f && ratio < 1.67f && distance > 12 * module)
                found += ways(p->centre, q->centre, module, out + found);
        }
    return found;
}
