#include "codes/lattice.h"

#include <math.h>
#include <string.h>

#define EVERY 3 /* modules from knot to knot */
#define REACH 3 /* modules to each side that count for a knot */
#define FINDERS_LEAST 0.78f
#define EDGE_LEAST 0.72f
#define SLOPE 0.8f /* share of a bend that is expected to continue */
#define SEARCH 2   /* steps to each side when a knot is placed */

static float sample(const struct grey *in, struct point p)
{
    float x = fminf(fmaxf(p.x, 0), (float)(in->width - 1)), y = fminf(fmaxf(p.y, 0), (float)(in->height - 1));
    int ix = (int)x, iy = (int)y;
    int jx = ix + 1 < in->width ? ix + 1 : ix, jy = iy + 1 < in->height ? iy + 1 : iy;
    float fx = x - (float)ix, fy = y - (float)iy;
    const uint8_t *a = in->pixels + (ptrdiff_t)iy * in->stride, *b = in->pixels + (ptrdiff_t)jy * in->stride;
    float top = (float)a[ix] + fx * (float)(a[jx] - a[ix]), low = (float)b[ix] + fx * (float)(b[jx] - b[ix]);
    return top + fy * (low - top);
}

/* Returns the nearest pixel: good enough for a knot, in a third of the time. */
static float glance(const struct grey *in, float x, float y)
{
    int ix = (int)(x + 0.5f), iy = (int)(y + 0.5f);
    ix = x < 0 ? 0 : ix >= in->width ? in->width - 1 : ix;
    iy = y < 0 ? 0 : iy >= in->height ? in->height - 1 : iy;
    return (float)in->pixels[(ptrdiff_t)iy * in->stride + ix];
}

/* Returns where the unbent grid has the module's middle. */
static struct point flat(const struct lattice *l, float u, float v)
{
    return (struct point){l->origin.x + u * l->across.x + v * l->down.x, l->origin.y + u * l->across.y + v * l->down.y};
}

static struct point bent(const struct lattice *l, float u, float v)
{
    float last = (float)(l->nodes - 1), x = fminf(fmaxf(u / EVERY, 0), last), y = fminf(fmaxf(v / EVERY, 0), last);
    int ix = (int)x, iy = (int)y, jx = ix + 1 < l->nodes ? ix + 1 : ix, jy = iy + 1 < l->nodes ? iy + 1 : iy;
    float fx = x - (float)ix, fy = y - (float)iy;
    const struct point *s = l->shift, *a = &s[iy * l->nodes + ix], *b = &s[iy * l->nodes + jx];
    const struct point *c = &s[jy * l->nodes + ix], *d = &s[jy * l->nodes + jx];
    struct point p = flat(l, u, v);
    p.x += (1 - fy) * (a->x + fx * (b->x - a->x)) + fy * (c->x + fx * (d->x - c->x));
    p.y += (1 - fy) * (a->y + fx * (b->y - a->y)) + fy * (c->y + fx * (d->y - c->y));
    return p;
}

int lattice_sizes(const struct corner3 *corner, int out[LATTICE_VERSIONS])
{
    float wide = hypotf(corner->top_right.x - corner->top_left.x, corner->top_right.y - corner->top_left.y);
    float high = hypotf(corner->bottom_left.x - corner->top_left.x, corner->bottom_left.y - corner->top_left.y);
    float version = ((wide + high) / 2 / corner->module + 7 - 17) / 4;
    int nearest = (int)lroundf(version), other = version > (float)nearest ? 1 : -1, count = 0;
    const int tries[LATTICE_VERSIONS] = {nearest, nearest + other, nearest - other};
    for (int i = 0; i < LATTICE_VERSIONS; i++)
        if (tries[i] >= 1 && tries[i] <= 40)
            out[count++] = 17 + 4 * tries[i];
    return count;
}

/* Returns the contrast around a knot for a trial shift. It is highest when samples fall on the middles of modules, and
 * when known modules and the quiet zone have their right colour. */
static float decided(const struct lattice *l, const struct grey *in, int u, int v, struct point shift)
{
    float sum = 0;
    int count = 0;
    for (int y = v - REACH; y <= v + REACH; y++)
        for (int x = u - REACH; x <= u + REACH; x++) {
            bool inside = x >= 0 && y >= 0 && x < l->modules && y < l->modules;
            if (!inside && (x < -1 || y < -1 || x > l->modules || y > l->modules))
                continue;
            struct point p = flat(l, (float)x, (float)y);
            float dark = 127.5f - glance(in, p.x + shift.x, p.y + shift.y);
            int known = inside ? l->known[y][x] : -1;
            sum += known ? dark * (float)known * 1.5f : fabsf(dark);
            count++;
        }
    return count ? sum / (float)count : 0;
}

/* Returns the best shift within half a module of the expected one; a farther one must be clearly better. */
static struct point place(const struct lattice *l, const struct grey *in, int u, int v, struct point expected,
                          float step)
{
    struct point best = expected;
    float most = -1;
    for (int j = -SEARCH; j <= SEARCH; j++)
        for (int i = -SEARCH; i <= SEARCH; i++) {
            float across = step * (float)i, down = step * (float)j;
            struct point shift = {expected.x + across * l->across.x + down * l->down.x,
                                  expected.y + across * l->across.y + down * l->down.y};
            float score = decided(l, in, u, v, shift) * (1 - 0.02f * (float)(i * i + j * j));
            if (score > most) {
                most = score;
                best = shift;
            }
        }
    return best;
}

static const struct point *placed_at(const struct lattice *l, int x, int y)
{
    bool there = x >= 0 && y >= 0 && x < l->nodes && y < l->nodes && l->placed[y * l->nodes + x];
    return there ? &l->shift[y * l->nodes + x] : NULL;
}

/* Predicts a knot's shift from its placed neighbours, and from the slope beyond them where there is one. Returns how
 * many neighbours there are. */
static int neighbours(const struct lattice *l, int x, int y, struct point *mean)
{
    struct point sum = {0, 0};
    int count = 0;
    for (int j = -1; j <= 1; j++)
        for (int i = -1; i <= 1; i++) {
            const struct point *near = i || j ? placed_at(l, x + i, y + j) : NULL;
            const struct point *far = near ? placed_at(l, x + 2 * i, y + 2 * j) : NULL;
            if (!near)
                continue;
            sum.x += near->x + (far ? SLOPE * (near->x - far->x) : 0);
            sum.y += near->y + (far ? SLOPE * (near->y - far->y) : 0);
            count++;
        }
    if (count)
        *mean = (struct point){sum.x / (float)count, sum.y / (float)count};
    return count;
}

static void settle(struct lattice *l, int at)
{
    int x = at % l->nodes, y = at / l->nodes;
    l->placed[at] = true;
    for (int j = y > 0 ? y - 1 : 0; j <= y + 1 && j < l->nodes; j++)
        for (int i = x > 0 ? x - 1 : 0; i <= x + 1 && i < l->nodes; i++)
            l->around[j * l->nodes + i]++;
}

/* Returns the knot with the most placed neighbours that is not placed itself; -1: none is left. */
static int next_knot(const struct lattice *l)
{
    int best = -1, most = 0;
    for (int i = 0; i < l->nodes * l->nodes; i++)
        if (!l->placed[i] && l->around[i] > most) {
            most = l->around[i];
            best = i;
        }
    return best;
}

/* Moves each knot to where its module's surroundings fit best, near the mean of where it is and where its neighbours
 * predict it. */
static void settle_down(struct lattice *l, const struct grey *in, float step)
{
    for (int i = 0; i < l->nodes * l->nodes; i++) {
        struct point mean;
        int x = i % l->nodes, y = i / l->nodes;
        if (neighbours(l, x, y, &mean) == 0)
            continue;
        struct point expected = {(l->shift[i].x + mean.x) / 2, (l->shift[i].y + mean.y) / 2};
        l->shift[i] = place(l, in, EVERY * x, EVERY * y, expected, step);
    }
}

/* Places the knots from the finders outwards, each near where its neighbours predict it. */
static void spread(struct lattice *l, const struct grey *in)
{
    for (int at = next_knot(l); at >= 0; at = next_knot(l)) {
        struct point expected = {0, 0};
        int x = at % l->nodes, y = at / l->nodes;
        (void)neighbours(l, x, y, &expected);
        l->shift[at] = place(l, in, EVERY * x, EVERY * y, expected, 0.22f);
        settle(l, at);
    }
    settle_down(l, in, 0.12f);
    settle_down(l, in, 0.08f);
}

/* Returns the share of the found patterns' modules, with their light border, that are right before anything is bent. */
static float finders_fit(const struct lattice *l, const struct grey *in, enum corner_missing missing)
{
    int right = 0, count = 0, last = l->modules - 8;
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 8; x++) {
            const int at[3][2] = {{x, y}, {last + x, y}, {x, last + y}};
            for (int i = 0; i < 3; i++) {
                if ((int)missing == i + 1)
                    continue;
                struct point p = flat(l, (float)at[i][0], (float)at[i][1]);
                right += (glance(in, p.x, p.y) < 127.5f) == (l->known[at[i][1]][at[i][0]] > 0);
                count++;
            }
        }
    return (float)right / (float)count;
}

/* True where the timing pattern between the two patterns that were found is there, before anything is bent. */
static bool edge_fits(const struct lattice *l, const struct grey *in, enum corner_missing missing)
{
    int right = 0, count = 0;
    for (int i = 8; i < l->modules - 8; i++, count++) {
        struct point p = missing == CORNER_NO_BOTTOM_LEFT ? flat(l, (float)i, 6) : flat(l, 6, (float)i);
        right += (glance(in, p.x, p.y) < 127.5f) == (i % 2 == 0);
    }
    return right >= EDGE_LEAST * (float)count;
}

bool lattice_fit(struct lattice *l, const struct grey *picture, const struct corner3 *corner, int modules)
{
    memset(l, 0, sizeof(*l));
    l->modules = modules;
    l->nodes = (modules - 1) / EVERY + 2;
    symbol_patterns(modules, l->known);
    float span = (float)(modules - 7);
    l->across = (struct point){(corner->top_right.x - corner->top_left.x) / span,
                               (corner->top_right.y - corner->top_left.y) / span};
    l->down = (struct point){(corner->bottom_left.x - corner->top_left.x) / span,
                             (corner->bottom_left.y - corner->top_left.y) / span};
    l->origin = (struct point){corner->top_left.x - 3 * (l->across.x + l->down.x),
                               corner->top_left.y - 3 * (l->across.y + l->down.y)};
    int far = (modules - 4) / EVERY;
    const int knots[3] = {l->nodes + 1, l->nodes + far, far * l->nodes + 1};
    for (int i = 0; i < 3; i++)
        if ((int)corner->missing != i + 1)
            settle(l, knots[i]);
    if (finders_fit(l, picture, corner->missing) < FINDERS_LEAST)
        return false;
    bool along = corner->missing == CORNER_NO_TOP_RIGHT || corner->missing == CORNER_NO_BOTTOM_LEFT;
    if (along && !edge_fits(l, picture, corner->missing))
        return false;
    spread(l, picture);
    return true;
}

/* Adds a knot's two equations for the perspective x (1 + g u + h v) = a u + b v + c, y likewise, to the normal ones. */
static void add_knot(double normal[8][9], double u, double v, struct point p, double weight)
{
    const double rows[2][9] = {{u, v, 1, 0, 0, 0, -u * (double)p.x, -v * (double)p.x, (double)p.x},
                               {0, 0, 0, u, v, 1, -u * (double)p.y, -v * (double)p.y, (double)p.y}};
    for (int r = 0; r < 2; r++)
        for (int i = 0; i < 8; i++)
            for (int k = 0; k < 9; k++)
                normal[i][k] += weight * rows[r][i] * rows[r][k];
}

/* Solves by Gauss's elimination; the answer is in the last column. */
static bool eliminate(double normal[8][9])
{
    for (int i = 0; i < 8; i++) {
        int best = i;
        for (int k = i + 1; k < 8; k++)
            best = fabs(normal[k][i]) > fabs(normal[best][i]) ? k : best;
        if (fabs(normal[best][i]) < 1e-12)
            return false;
        for (int k = 0; k < 9; k++) {
            double other = normal[best][k];
            normal[best][k] = normal[i][k];
            normal[i][k] = other;
        }
        for (int k = 0; k < 8; k++) {
            double factor = k == i ? 0 : normal[k][i] / normal[i][i];
            for (int j = i; j < 9; j++)
                normal[k][j] -= factor * normal[i][j];
        }
    }
    for (int i = 0; i < 8; i++)
        normal[i][8] /= normal[i][i];
    return true;
}

static struct point seen_from(const double normal[8][9], double u, double v)
{
    double w = 1 + normal[6][8] * u + normal[7][8] * v;
    w = fabs(w) < 1e-6 ? 1e-6 : w;
    return (struct point){(float)((normal[0][8] * u + normal[1][8] * v + normal[2][8]) / w),
                          (float)((normal[3][8] * u + normal[4][8] * v + normal[5][8]) / w)};
}

/* u and v from -1 to 1 keep the equations well conditioned. */
static double unit(const struct lattice *l, int knot)
{
    return 2.0 * knot / (l->nodes - 1) - 1;
}

bool lattice_flatten(struct lattice *l)
{
    double normal[8][9] = {0}, module = (double)hypotf(l->across.x, l->across.y);
    for (int round = 0; round < 5; round++) {
        double before[8][9];
        memcpy(before, normal, sizeof before);
        memset(normal, 0, sizeof normal);
        for (int y = 0; y < l->nodes; y++)
            for (int x = 0; x < l->nodes; x++) {
                struct point shift = l->shift[y * l->nodes + x], p = flat(l, (float)(EVERY * x), (float)(EVERY * y));
                p = (struct point){p.x + shift.x, p.y + shift.y};
                double weight = 1;
                if (round > 0) {
                    struct point seen = seen_from((const double(*)[9])before, unit(l, x), unit(l, y));
                    double miss = (double)hypotf(seen.x - p.x, seen.y - p.y) / (0.15 * module);
                    weight = 1 / (1 + miss * miss);
                }
                add_knot(normal, unit(l, x), unit(l, y), p, weight);
            }
        if (!eliminate(normal))
            return false;
    }
    for (int y = 0; y < l->nodes; y++) {
        for (int x = 0; x < l->nodes; x++) {
            struct point p = flat(l, (float)(EVERY * x), (float)(EVERY * y));
            struct point seen = seen_from((const double(*)[9])normal, unit(l, x), unit(l, y));
            l->shift[y * l->nodes + x] = (struct point){seen.x - p.x, seen.y - p.y};
        }
    }
    return true;
}

static bool is_dark(const struct lattice *l, const struct grey *in, int u, int v)
{
    return sample(in, bent(l, (float)u, (float)v)) < 127.5f;
}

void lattice_refine(struct lattice *l, const struct grey *picture, symbol_map guess)
{
    symbol_map known;
    memcpy(known, l->known, sizeof known);
    for (int y = 0; y < l->modules; y++)
        for (int x = 0; x < l->modules; x++)
            l->known[y][x] = known[y][x] ? known[y][x] : guess[y][x];
    settle_down(l, picture, 0.15f);
    settle_down(l, picture, 0.08f);
    memcpy(l->known, known, sizeof known);
}

float lattice_timing(const struct lattice *l, const struct grey *picture)
{
    int right = 0, count = 0;
    for (int i = 8; i < l->modules - 8; i++, count += 2) {
        bool want = i % 2 == 0;
        right += (is_dark(l, picture, i, 6) == want) + (is_dark(l, picture, 6, i) == want);
    }
    return count ? (float)right / (float)count : 0;
}

bool lattice_render(const struct lattice *l, const struct grey *picture, struct plane *out)
{
    int side = (l->modules + 2 * LATTICE_QUIET) * LATTICE_CLEAN;
    if (!plane_fit(out, side, side))
        return false;
    memset(out->pixels, 255, (size_t)side * (size_t)side);
    for (int v = 0; v < l->modules; v++)
        for (int u = 0; u < l->modules; u++) {
            int known = l->known[v][u];
            if (known ? known < 0 : !is_dark(l, picture, u, v))
                continue;
            for (int y = 0; y < LATTICE_CLEAN; y++) {
                size_t row = (size_t)((v + LATTICE_QUIET) * LATTICE_CLEAN + y);
                memset(out->pixels + row * (size_t)side + (size_t)(u + LATTICE_QUIET) * LATTICE_CLEAN, 0,
                       LATTICE_CLEAN);
            }
        }
    return true;
}

float lattice_sample(const struct lattice *l, const struct grey *picture, float u, float v)
{
    return sample(picture, bent(l, u, v));
}

bool lattice_inside(const struct lattice *l, const struct grey *picture, float u, float v)
{
    struct point p = bent(l, u, v);
    return p.x >= 0 && p.y >= 0 && p.x <= (float)(picture->width - 1) && p.y <= (float)(picture->height - 1);
}

struct point lattice_point(const struct lattice *l, struct point clean)
{
    const float middle = (LATTICE_CLEAN - 1) / 2.0f;
    float u = (clean.x - middle) / LATTICE_CLEAN - LATTICE_QUIET,
          v = (clean.y - middle) / LATTICE_CLEAN - LATTICE_QUIET;
    return bent(l, u, v);
}
