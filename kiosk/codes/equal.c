#include "codes/equal.h"

#include <math.h>
#include <string.h>

#define RIDGE 0.02f   /* of the mean power: keeps few modules from fitting noise */
#define CLEAR 0.35f   /* what comes out beyond this trains again */
#define WASHED 248.0f /* a grey that the sensor does not tell from white */
#define FARTHEST 3.0f /* deviations: what stands out more says no more */
#define GLARE_REACH 2 /* modules */
#define SOFTEST 0.02f /* the least variance that is believed */

struct window {
    int reach, step; /* in half modules */
};

static int taps_of(const struct window *w)
{
    int side = 2 * (w->reach / w->step) + 1;
    return side * side;
}

/* Samples, and scales so that the code's greys have a mean of 0 and a variance of 1. */
static void take_samples(struct equal *e, const struct lattice *l, const struct grey *picture)
{
    int side = 2 * (l->modules + 2 * EQUAL_MARGIN), count = 0;
    float sum = 0, squares = 0;
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            float u = (float)x / 2 - EQUAL_MARGIN, v = (float)y / 2 - EQUAL_MARGIN;
            float grey = e->samples[y][x] = lattice_sample(l, picture, u, v);
            if (grey >= WASHED)
                continue;
            sum += grey;
            squares += grey * grey;
            count++;
        }
    float mean = count ? sum / (float)count : 0, variance = count ? squares / (float)count - mean * mean : 0;
    float scale = 1 / sqrtf(fmaxf(variance, 1));
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            e->scaled[y][x] = fmaxf(-FARTHEST, fminf(FARTHEST, (mean - e->samples[y][x]) * scale));
}

/* Finds the modules that are beside the picture, or that glare hides: nearly all around them are white. */
static void find_hidden(struct equal *e, const struct lattice *l, const struct grey *picture)
{
    for (int v = 0; v < l->modules; v++)
        for (int u = 0; u < l->modules; u++) {
            int white = 0, count = 0;
            for (int y = v - GLARE_REACH; y <= v + GLARE_REACH; y++)
                for (int x = u - GLARE_REACH; x <= u + GLARE_REACH; x++, count++)
                    white += e->samples[2 * (y + EQUAL_MARGIN)][2 * (x + EQUAL_MARGIN)] >= WASHED;
            e->hidden[v][u] = 5 * white >= 4 * count || !lattice_inside(l, picture, (float)u, (float)v);
        }
}

/* Gathers the samples around a module; the last is 1, for a shift of all. */
static int gather(const struct equal *e, const struct window *w, int u, int v, float *out)
{
    int count = 0, cx = 2 * (u + EQUAL_MARGIN), cy = 2 * (v + EQUAL_MARGIN);
    for (int y = -w->reach; y <= w->reach; y += w->step)
        for (int x = -w->reach; x <= w->reach; x += w->step)
            out[count++] = e->scaled[cy + y][cx + x];
    out[count++] = 1;
    return count;
}

static void begin(struct equal *e, int count)
{
    for (int i = 0; i < count; i++)
        memset(e->normal[i], 0, sizeof e->normal[i]);
    memset(e->right, 0, sizeof e->right);
}

static void add(struct equal *e, const float *row, int count, float want, float weight)
{
    for (int i = 0; i < count; i++) {
        float factor = weight * row[i];
        float *restrict normal = e->normal[i];
        for (int k = 0; k <= i; k++)
            normal[k] += factor * row[k];
        e->right[i] += factor * want;
    }
}

/* Solves by Cholesky's decomposition, in place. False where the samples say too little. */
static bool solve(struct equal *e, int count)
{
    float power = 0;
    for (int i = 0; i < count; i++)
        power += e->normal[i][i];
    for (int i = 0; i < count; i++)
        e->normal[i][i] += RIDGE * power / (float)count;
    for (int i = 0; i < count; i++)
        for (int k = 0; k <= i; k++) {
            float sum = e->normal[i][k];
            for (int j = 0; j < k; j++)
                sum -= e->normal[i][j] * e->normal[k][j];
            if (i == k && sum <= 0)
                return false;
            e->normal[i][k] = i == k ? sqrtf(sum) : sum / e->normal[k][k];
        }
    for (int i = 0; i < count; i++) {
        float sum = e->right[i];
        for (int j = 0; j < i; j++)
            sum -= e->normal[i][j] * e->weights[j];
        e->weights[i] = sum / e->normal[i][i];
    }
    for (int i = count - 1; i >= 0; i--) {
        float sum = e->weights[i];
        for (int j = i + 1; j < count; j++)
            sum -= e->normal[j][i] * e->weights[j];
        e->weights[i] = sum / e->normal[i][i];
    }
    return true;
}

static bool train(struct equal *e, const struct lattice *l, const struct window *w, bool again)
{
    float row[EQUAL_TAPS + 1];
    int count = taps_of(w) + 1;
    begin(e, count);
    for (int v = 0; v < l->modules; v++)
        for (int u = 0; u < l->modules; u++) {
            float known = (float)l->known[v][u], said = again ? e->soft[v][u] : 0;
            if (e->hidden[v][u] || (known == 0 && fabsf(said) < CLEAR))
                continue;
            (void)gather(e, w, u, v, row);
            add(e, row, count, known != 0 ? known : said > 0 ? 1.0f : -1.0f, known != 0 ? 2.0f : 1.0f);
        }
    return solve(e, count);
}

static void apply(struct equal *e, const struct lattice *l, const struct window *w)
{
    float row[EQUAL_TAPS + 1];
    for (int v = 0; v < l->modules; v++)
        for (int u = 0; u < l->modules; u++) {
            int count = gather(e, w, u, v, row);
            float sum = 0;
            for (int i = 0; i < count; i++)
                sum += row[i] * e->weights[i];
            e->soft[v][u] = sum;
        }
}

/* How far the modules around each are from clear dark and light: damage and glare are where nothing is clear. */
static void judge_places(struct equal *e, const struct lattice *l)
{
    for (int v = 0; v < l->modules; v++)
        for (int u = 0; u < l->modules; u++) {
            float sum = 0;
            int count = 0;
            for (int y = v > 1 ? v - 2 : 0; y <= v + 2 && y < l->modules; y++)
                for (int x = u > 1 ? u - 2 : 0; x <= u + 2 && x < l->modules; x++, count++) {
                    float known = (float)l->known[y][x], soft = e->soft[y][x];
                    float miss = known != 0 ? soft - known : fabsf(soft) - 1;
                    sum += miss * miss;
                }
            e->doubt[v][u] = SOFTEST + sum / (float)count;
        }
}

float equal_read(struct equal *e, const struct lattice *l, const struct grey *picture, int rounds, struct evidence *out)
{
    static const struct window first = {4, 2}, further = {4, 1};
    out->modules = l->modules;
    if (l->modules > SOFT_MODULES_MAX)
        return 0;
    take_samples(e, l, picture);
    find_hidden(e, l, picture);
    if (!train(e, l, &first, false))
        return 0;
    apply(e, l, &first);
    for (int i = 0; i < rounds; i++) {
        if (!train(e, l, &further, true))
            return 0;
        apply(e, l, &further);
    }
    judge_places(e, l);
    int right = 0, count = 0;
    for (int v = 0; v < l->modules; v++)
        for (int u = 0; u < l->modules; u++) {
            out->dark[v][u] = e->hidden[v][u] ? 0 : 2 * e->soft[v][u] / e->doubt[v][u];
            bool counts = l->known[v][u] != 0 && !e->hidden[v][u];
            count += counts;
            right += counts && (e->soft[v][u] > 0) == (l->known[v][u] > 0);
        }
    return count ? (float)right / (float)count : 0;
}

void equal_guess(const struct equal *e, int modules, symbol_map out)
{
    for (int v = 0; v < modules; v++)
        for (int u = 0; u < modules; u++) {
            bool clear = !e->hidden[v][u] && fabsf(e->soft[v][u]) >= CLEAR;
            out[v][u] = (int8_t)(!clear ? 0 : e->soft[v][u] > 0 ? 1 : -1);
        }
}
