/* The local contrast stretch of pixels.h. A phone's code under a lamp spans 30 grey levels beside a window of 255. The
 * decoder's own threshold gives up such areas; this does not. */
#include <stdlib.h>
#include <string.h>

#include "codes/pixels.h"

#define RADIUS 10 /* of the neighbourhood, in quarter-scale pixels */

void stretch_free(struct stretch *stretch)
{
    plane_free(&stretch->quarter);
    plane_free(&stretch->low);
    plane_free(&stretch->high);
    plane_free(&stretch->spare);
    free(stretch->rows);
    *stretch = (struct stretch){0};
}

static bool rows_fit(struct stretch *stretch, size_t need)
{
    if (need > stretch->rows_room) {
        free(stretch->rows);
        stretch->rows = malloc(need * sizeof(*stretch->rows));
        stretch->rows_room = stretch->rows ? need : 0;
    }
    return stretch->rows != NULL;
}

static bool quarter_means(const struct grey *in, struct plane *out)
{
    int width = (in->width + 3) / 4, height = (in->height + 3) / 4;
    if (!plane_fit(out, width, height))
        return false;
    for (int y = 0; y < height; y++) {
        int top = 4 * y + 4 <= in->height ? 4 * y : in->height < 4 ? 0 : in->height - 4;
        int rows = in->height < 4 ? in->height : 4;
        for (int x = 0; x < width; x++) {
            int left = 4 * x + 4 <= in->width ? 4 * x : in->width < 4 ? 0 : in->width - 4;
            int columns = in->width < 4 ? in->width : 4;
            unsigned sum = 0;
            for (int j = 0; j < rows; j++) {
                const uint8_t *row = in->pixels + (ptrdiff_t)(top + j) * in->stride + left;
                for (int i = 0; i < columns; i++)
                    sum += row[i];
            }
            out->pixels[(size_t)y * (size_t)width + (size_t)x] = (uint8_t)(sum / (unsigned)(rows * columns));
        }
    }
    return true;
}

/* Separable and straight from the definition: the compiler vectorises plain loops over rows. */
static void extremes(uint8_t *restrict to, const uint8_t *restrict from, size_t count, bool greatest)
{
    if (greatest) {
        for (size_t i = 0; i < count; i++)
            to[i] = to[i] > from[i] ? to[i] : from[i];
    } else {
        for (size_t i = 0; i < count; i++)
            to[i] = to[i] < from[i] ? to[i] : from[i];
    }
}

static void extremes_down(const struct plane *in, struct plane *out, bool greatest)
{
    size_t width = (size_t)in->width;
    for (int y = 0; y < in->height; y++) {
        int from = y - RADIUS < 0 ? 0 : y - RADIUS, to = y + RADIUS >= in->height ? in->height - 1 : y + RADIUS;
        uint8_t *row = out->pixels + (size_t)y * width;
        memcpy(row, in->pixels + (size_t)from * width, width);
        for (int i = from + 1; i <= to; i++)
            extremes(row, in->pixels + (size_t)i * width, width, greatest);
    }
}

static void extremes_across(const struct plane *in, struct plane *out, bool greatest)
{
    int width = in->width;
    for (int y = 0; y < in->height; y++) {
        const uint8_t *from = in->pixels + (size_t)y * (size_t)width;
        uint8_t *row = out->pixels + (size_t)y * (size_t)width;
        memcpy(row, from, (size_t)width);
        for (int shift = 1; shift <= RADIUS && shift < width; shift++) {
            extremes(row + shift, from, (size_t)(width - shift), greatest);
            extremes(row, from + shift, (size_t)(width - shift), greatest);
        }
    }
}

/* Takes a mean over 2 * RADIUS + 1 pixels across and down, so that the borders of neighbourhoods don't show. */
static void mean_across(const uint8_t *from, uint8_t *to, int count, ptrdiff_t step)
{
    unsigned sum = 0, span = 2 * RADIUS + 1;
    for (int i = -RADIUS; i <= RADIUS; i++)
        sum += from[step * (i < 0 ? 0 : i >= count ? count - 1 : i)];
    for (int i = 0; i < count; i++) {
        to[step * i] = (uint8_t)(sum / span);
        int in = i + RADIUS + 1, gone = i - RADIUS;
        sum += from[step * (in >= count ? count - 1 : in)];
        sum -= from[step * (gone < 0 ? 0 : gone)];
    }
}

static void mean(struct plane *plane, struct plane *spare)
{
    for (int y = 0; y < plane->height; y++)
        mean_across(plane->pixels + (size_t)y * (size_t)plane->width, spare->pixels + (size_t)y * (size_t)plane->width,
                    plane->width, 1);
    for (int x = 0; x < plane->width; x++)
        mean_across(spare->pixels + x, plane->pixels + x, plane->height, plane->width);
}

static bool neighbourhood(struct stretch *s, struct plane *out, bool greatest)
{
    if (!plane_fit(out, s->quarter.width, s->quarter.height) ||
        !plane_fit(&s->spare, s->quarter.width, s->quarter.height))
        return false;
    extremes_across(&s->quarter, &s->spare, greatest);
    extremes_down(&s->spare, out, greatest);
    mean(out, &s->spare);
    return true;
}

/* Interpolates row y from a quarter-scale plane. */
static void between_rows(const struct plane *quarter, int y, float *column)
{
    float at = ((float)y - 1.5f) / 4;
    at = at < 0 ? 0 : at;
    int top = (int)at < quarter->height ? (int)at : quarter->height - 1;
    int next = top + 1 < quarter->height ? top + 1 : top;
    float part = at - (float)top;
    const uint8_t *a = quarter->pixels + (size_t)top * (size_t)quarter->width;
    const uint8_t *b = quarter->pixels + (size_t)next * (size_t)quarter->width;
    for (int x = 0; x < quarter->width; x++)
        column[x] = (float)a[x] + part * (float)(b[x] - a[x]);
}

/* Turns low into what is subtracted and high into the factor, in place. */
static void gains(float *low, float *high, int width, float least_range)
{
    for (int x = 0; x < width; x++) {
        float range = high[x] - low[x];
        float lift = range < least_range ? (least_range - range) / 2 : 0;
        low[x] -= lift;
        high[x] = 255 / (range < least_range ? least_range : range);
    }
}

/* Expands a row of quarter scale to full width. */
static void expand(float *column, int width, float *row)
{
    column[width] = column[width - 1];
    for (int x = 0; x < width; x++) {
        float here = column[x], step = (column[x + 1] - here) / 4;
        for (int i = 0; i < 4; i++)
            row[4 * x + i + 2] = here + step * ((float)i + 0.5f);
    }
    row[0] = row[1] = column[0];
}

static void apply_row(uint8_t *restrict row, const float *restrict low, const float *restrict gain, int width)
{
    for (int x = 0; x < width; x++) {
        float v = ((float)row[x] - low[x]) * gain[x] + 0.5f;
        v = v < 0 ? 0 : v;
        row[x] = (uint8_t)(int)(v > 255 ? 255 : v);
    }
}

bool pixels_stretch(const struct grey *in, int least_range, struct stretch *s, struct plane *out)
{
    if (!quarter_means(in, &s->quarter) || !neighbourhood(s, &s->low, false) || !neighbourhood(s, &s->high, true) ||
        !pixels_smooth(in, out))
        return false;
    int quarter = s->quarter.width;
    size_t line = 4 * (size_t)quarter + 8;
    if (!rows_fit(s, 4 * line))
        return false;
    float *low = s->rows, *gain = low + line, *low_column = gain + line, *high_column = low_column + line;
    for (int y = 0; y < in->height; y++) {
        between_rows(&s->low, y, low_column);
        between_rows(&s->high, y, high_column);
        gains(low_column, high_column, quarter, (float)least_range);
        expand(low_column, quarter, low);
        expand(high_column, quarter, gain);
        apply_row(out->pixels + (size_t)y * (size_t)in->width, low, gain, in->width);
    }
    return true;
}
