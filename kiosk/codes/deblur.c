#include "codes/deblur.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REACH 10             /* of the disc's inverse, pixels to each side */
#define SIDE (2 * REACH + 1) /* of that kernel */
#define GRID 32              /* frequencies a side that it is computed from */
#define ROW_REACH 40         /* of the row inverse */
#define ROW_GRID 128
#define LAGS 34
#define PI 3.14159265f

void deblur_free(struct deblur *deblur)
{
    free(deblur->light);
    *deblur = (struct deblur){0};
}

static float *light_fit(struct deblur *scratch, size_t need)
{
    if (need > scratch->room) {
        free(scratch->light);
        scratch->light = malloc(need * sizeof(float));
        scratch->room = scratch->light ? need : 0;
    }
    return scratch->light;
}

/* Wiener's inverse of a real transfer, with a mean of 1 kept. */
static float inverse(float transfer, float noise)
{
    return transfer * (1 + noise) / (transfer * transfer + noise);
}

static void disc_kernel(float radius, float noise, float kernel[SIDE][SIDE])
{
    float wave[GRID], spectrum[GRID][GRID];
    for (int i = 0; i < GRID; i++)
        wave[i] = cosf(2 * PI * (float)i / GRID);
    for (int v = 0; v < GRID; v++)
        for (int u = 0; u < GRID; u++) {
            int fu = u < GRID / 2 ? u : u - GRID, fv = v < GRID / 2 ? v : v - GRID;
            float z = 2 * PI * radius * hypotf((float)fu, (float)fv) / GRID;
            spectrum[v][u] = inverse(z < 1e-3f ? 1 : 2 * (float)j1((double)z) / z, noise);
        }
    /* Rows, then columns. The spectrum is even in both directions, so cosines are enough. */
    float half[GRID][SIDE];
    for (int v = 0; v < GRID; v++)
        for (int x = -REACH; x <= REACH; x++) {
            float sum = 0;
            for (int u = 0; u < GRID; u++)
                sum += spectrum[v][u] * wave[(unsigned)(u * x) % GRID];
            half[v][x + REACH] = sum / GRID;
        }
    for (int y = -REACH; y <= REACH; y++)
        for (int x = 0; x < SIDE; x++) {
            float sum = 0;
            for (int v = 0; v < GRID; v++)
                sum += half[v][x] * wave[(unsigned)(v * y) % GRID];
            kernel[y + REACH][x] = sum / GRID;
        }
}

static uint8_t clamp(float v)
{
    return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v + 0.5f);
}

/* Returns in as floats, with reach pixels of repeated edge around it, in rows of width + 2 * reach. */
static float *padded(const struct grey *in, int reach_x, int reach_y, struct deblur *scratch)
{
    int width = in->width + 2 * reach_x, height = in->height + 2 * reach_y;
    float *light = light_fit(scratch, (size_t)width * (size_t)height + (size_t)in->width);
    for (int y = 0; light && y < height; y++) {
        int from = y - reach_y < 0 ? 0 : y - reach_y >= in->height ? in->height - 1 : y - reach_y;
        const uint8_t *row = in->pixels + (ptrdiff_t)from * in->stride;
        float *to = light + (size_t)y * (size_t)width;
        for (int x = 0; x < reach_x; x++)
            to[x] = row[0];
        for (int x = 0; x < in->width; x++)
            to[x + reach_x] = row[x];
        for (int x = 0; x < reach_x; x++)
            to[x + reach_x + in->width] = row[in->width - 1];
    }
    return light;
}

static inline __attribute__((always_inline)) void weigh(const float *from, const float *kernel, int taps, int width,
                                                        float *sum)
{
    for (int k = 0; k < taps; k++)
        for (int x = 0; x < width; x++)
            sum[x] += kernel[k] * from[x + k];
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void weigh_avx2(const float *from, const float *kernel, int taps, int width,
                                                           float *sum)
{
    weigh(from, kernel, taps, width, sum);
}
#endif

/* Adds to sum[x] the kernel's taps over from[x], from[x + 1], ... */
static void accumulate(const float *from, const float *kernel, int taps, int width, float *sum)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        weigh_avx2(from, kernel, taps, width, sum);
        return;
    }
#endif
    weigh(from, kernel, taps, width, sum);
}

bool deblur_disc(const struct grey *in, float radius, float noise, struct deblur *scratch, struct plane *out)
{
    float kernel[SIDE][SIDE];
    float *light = padded(in, REACH, REACH, scratch);
    if (!light || !plane_fit(out, in->width, in->height))
        return false;
    disc_kernel(radius, noise, kernel);
    int line = in->width + 2 * REACH;
    float *sum = light + (size_t)line * (size_t)(in->height + 2 * REACH);
    for (int y = 0; y < in->height; y++) {
        memset(sum, 0, (size_t)in->width * sizeof(*sum));
        for (int k = 0; k < SIDE; k++)
            accumulate(light + (size_t)(y + k) * (size_t)line, kernel[k], SIDE, in->width, sum);
        uint8_t *to = out->pixels + (size_t)y * (size_t)in->width;
        for (int x = 0; x < in->width; x++)
            to[x] = clamp(sum[x]);
    }
    return true;
}

static void row_kernel(float length, float noise, float kernel[2 * ROW_REACH + 1])
{
    float spectrum[ROW_GRID];
    for (int u = 0; u < ROW_GRID; u++) {
        int f = u < ROW_GRID / 2 ? u : u - ROW_GRID;
        float z = PI * length * (float)f / ROW_GRID;
        spectrum[u] = inverse(fabsf(z) < 1e-3f ? 1 : sinf(z) / z, noise);
    }
    for (int x = -ROW_REACH; x <= ROW_REACH; x++) {
        float sum = 0;
        for (int u = 0; u < ROW_GRID; u++)
            sum += spectrum[u] * cosf(2 * PI * (float)(u * x) / ROW_GRID);
        kernel[x + ROW_REACH] = sum / ROW_GRID;
    }
}

bool deblur_rows(const struct grey *in, float length, float noise, struct deblur *scratch, struct plane *out)
{
    float kernel[2 * ROW_REACH + 1];
    float *light = padded(in, ROW_REACH, 0, scratch);
    if (!light || !plane_fit(out, in->width, in->height))
        return false;
    row_kernel(length, noise, kernel);
    int line = in->width + 2 * ROW_REACH;
    float *sum = light + (size_t)line * (size_t)in->height;
    for (int y = 0; y < in->height; y++) {
        memset(sum, 0, (size_t)in->width * sizeof(*sum));
        accumulate(light + (size_t)y * (size_t)line, kernel, 2 * ROW_REACH + 1, in->width, sum);
        uint8_t *to = out->pixels + (size_t)y * (size_t)in->width;
        for (int x = 0; x < in->width; x++)
            to[x] = clamp(sum[x]);
    }
    return true;
}

float deblur_row_length(const struct grey *in, float *sure)
{
    float sums[LAGS] = {0}, best = 0;
    int lag = 0;
    for (int y = 0; y < in->height; y += 2) {
        const uint8_t *row = in->pixels + (ptrdiff_t)y * in->stride;
        for (int k = 0; k < LAGS; k++) {
            int sum = 0;
            for (int x = 0; x + k + 1 < in->width; x++)
                sum += (row[x + 1] - row[x]) * (row[x + k + 1] - row[x + k]);
            sums[k] += (float)sum;
        }
    }
    for (int k = 2; k + 1 < LAGS; k++)
        if (sums[k] < best) {
            best = sums[k];
            lag = k;
        }
    *sure = sums[0] > 0 ? -best / sums[0] : 0;
    if (lag == 0)
        return 0;
    float left = sums[lag - 1], right = sums[lag + 1], bend = left - 2 * best + right;
    return (float)lag + (bend > 0 ? (left - right) / (2 * bend) : 0);
}
