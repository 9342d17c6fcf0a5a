#include "codes/stack.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define CELL 32       /* pixels a side: noise of a whole frame leaves a cell's mean by a thirtieth of it */
#define MOVED_BY 6    /* grey levels of a cell's mean */
#define MOVED_PART 40 /* one cell in so many: a trembling hand, not a new picture */

struct stack {
    int width, height, columns, rows, count;
    uint16_t *sums; /* owned */
    uint8_t *mean;  /* owned */
    uint8_t *cells; /* owned: of the newest frame */
    uint8_t *fresh; /* owned: of the frame that comes */
};

struct stack *stack_new(void)
{
    return calloc(1, sizeof(struct stack));
}

static void release(struct stack *s)
{
    free(s->sums);
    free(s->mean);
    free(s->cells);
    free(s->fresh);
    memset(s, 0, sizeof *s);
}

void stack_free(struct stack *s)
{
    if (s)
        release(s);
    free(s);
}

void stack_clear(struct stack *s)
{
    s->count = 0;
}

static enum gh_status fit(struct stack *s, const struct grey *picture)
{
    if (s->sums && s->width == picture->width && s->height == picture->height)
        return GH_OK;
    release(s);
    s->width = picture->width;
    s->height = picture->height;
    s->columns = (picture->width + CELL - 1) / CELL;
    s->rows = (picture->height + CELL - 1) / CELL;
    size_t pixels = (size_t)picture->width * (size_t)picture->height, cells = (size_t)s->columns * (size_t)s->rows;
    s->sums = calloc(pixels, sizeof *s->sums);
    s->mean = malloc(pixels);
    s->cells = calloc(cells, 1);
    s->fresh = malloc(cells);
    if (s->sums && s->mean && s->cells && s->fresh)
        return GH_OK;
    release(s);
    return GH_NO_MEMORY;
}

static uint8_t mean_of_cell(const struct grey *p, int column, int row)
{
    int right = (column + 1) * CELL < p->width ? (column + 1) * CELL : p->width;
    int bottom = (row + 1) * CELL < p->height ? (row + 1) * CELL : p->height;
    uint32_t sum = 0, count = 0;
    for (int y = row * CELL; y < bottom; y++)
        for (int x = column * CELL; x < right; x++, count++)
            sum += p->pixels[(ptrdiff_t)y * p->stride + x];
    return (uint8_t)(count ? sum / count : 0);
}

/* Fills fresh. True when the frame shows something else than the last one. */
static bool has_moved(struct stack *s, const struct grey *picture)
{
    int moved = 0;
    for (int row = 0; row < s->rows; row++) {
        for (int column = 0; column < s->columns; column++) {
            int i = row * s->columns + column;
            s->fresh[i] = mean_of_cell(picture, column, row);
            moved += abs(s->fresh[i] - s->cells[i]) > MOVED_BY;
        }
    }
    return moved > s->columns * s->rows / MOVED_PART;
}

static void add_line(uint16_t *sums, const uint8_t *pixels, int width, bool anew)
{
    for (int x = 0; x < width; x++)
        sums[x] = (uint16_t)((anew ? 0 : sums[x]) + pixels[x]);
}

static void fade(struct stack *s)
{
    size_t pixels = (size_t)s->width * (size_t)s->height;
    for (size_t i = 0; i < pixels; i++)
        s->sums[i] /= 2;
    s->count /= 2;
}

enum gh_status stack_add(struct stack *s, const struct grey *picture)
{
    enum gh_status status = fit(s, picture);
    if (status)
        return status;
    if (has_moved(s, picture))
        s->count = 0;
    uint8_t *newest = s->fresh;
    s->fresh = s->cells;
    s->cells = newest;
    if (s->count == STACK_MOST)
        fade(s);
    for (int y = 0; y < s->height; y++)
        add_line(s->sums + (size_t)y * (size_t)s->width, picture->pixels + (ptrdiff_t)y * picture->stride, s->width,
                 s->count == 0);
    s->count++;
    return GH_OK;
}

bool stack_picture(struct stack *s, struct grey *out)
{
    if (s->count < STACK_LEAST)
        return false;
    size_t pixels = (size_t)s->width * (size_t)s->height;
    for (size_t i = 0; i < pixels; i++)
        s->mean[i] = (uint8_t)(s->sums[i] / (unsigned)s->count);
    *out = (struct grey){.pixels = s->mean, .width = s->width, .height = s->height, .stride = s->width};
    return true;
}
