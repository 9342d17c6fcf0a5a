#include "codes/glance.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define PERIOD 19 /* of so many lines these are looked at; no regular step, or code of that size would hide in it */
#define DOWN 3    /* lines from one to the other of which the step down is measured: fewer would miss edges */
#define LINES (1u << 0 | 1u << 3 | 1u << 8 | 1u << 12)
#define BLOCK 8      /* pixels */
#define MEAN_MOVED 3 /* grey levels: over the noise of a cell's mean */
#define MOVED 3      /* cells: fewer are noise */
#define EDGE_MOVED 5 /* quarters of a grey level */
#define BUSY 6       /* quarters of a grey level over the picture's noise */
#define MARGIN 2     /* cells around a part: a quiet zone, and modules that look like what was there before */
#define MOST 70      /* per cent of the picture: looking at more is no saving */
#define CELLS (GLANCE_ROWS * GLANCE_COLUMNS)
#define NEVER INT64_MIN

void glance_init(struct glance *glance)
{
    memset(glance, 0, sizeof *glance);
}

static uint8_t quarters(unsigned sum, unsigned count)
{
    unsigned value = 4 * sum / count;
    return (uint8_t)(value < 255 ? value : 255);
}

/* Sums a line of a cell: whole blocks alone, which the compiler turns into sums of absolute differences. */
static void add_line(const uint8_t *row, const uint8_t *below, int blocks, unsigned *sum, unsigned *across,
                     unsigned *down)
{
    unsigned s = 0, a = 0, d = 0;
    for (int x = 0; x < blocks * BLOCK; x++)
        s += row[x];
    for (int x = 0; x < blocks * BLOCK; x++)
        a += (unsigned)abs(row[x + 1] - row[x]);
    for (int x = 0; x < blocks * BLOCK; x++)
        d += (unsigned)abs(below[x] - row[x]);
    *sum += s;
    *across += a;
    *down += d;
}

static struct glance_cell cell_of(const struct grey *p, int left, int top, int width, int height)
{
    unsigned sum = 0, across = 0, down = 0, count = 0;
    int blocks = (width - 1) / BLOCK;
    for (int y = top; y < top + height && y + DOWN < p->height; y++) {
        if (!(LINES >> y % PERIOD & 1))
            continue;
        const uint8_t *row = p->pixels + (ptrdiff_t)y * p->stride + left;
        add_line(row, row + DOWN * (ptrdiff_t)p->stride, blocks, &sum, &across, &down);
        count += (unsigned)(blocks * BLOCK);
    }
    if (count == 0)
        return (struct glance_cell){0, 0, 0};
    return (struct glance_cell){(uint8_t)(sum / count), quarters(across, count), quarters(down, count)};
}

static int by_value(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Returns by how much the light of a row of cells has shifted: the median over its cells. */
static int shift_of(const struct glance_cell now[GLANCE_COLUMNS], const struct glance_cell seen[GLANCE_COLUMNS])
{
    int shifts[GLANCE_COLUMNS];
    for (int c = 0; c < GLANCE_COLUMNS; c++)
        shifts[c] = now[c].mean - seen[c].mean;
    qsort(shifts, GLANCE_COLUMNS, sizeof *shifts, by_value);
    return shifts[GLANCE_COLUMNS / 2];
}

/* A rough cell's means waver more: snow on a screen, leaves in the wind. */
static bool has_moved(const struct glance_cell *now, const struct glance_cell *seen, int shift)
{
    int rough = now->across > now->down ? now->across : now->down, edge = EDGE_MOVED + rough / 4;
    return abs(now->mean - seen->mean - shift) > MEAN_MOVED + rough / 12 || abs(now->across - seen->across) > edge ||
           abs(now->down - seen->down) > edge;
}

static void note_moves(struct glance *g, int64_t now_ms, const struct glance_cell now[GLANCE_ROWS][GLANCE_COLUMNS])
{
    g->moved = 0;
    for (int r = 0; r < GLANCE_ROWS; r++) {
        int shift = shift_of(now[r], g->seen[r]);
        for (int c = 0; c < GLANCE_COLUMNS; c++) {
            if (!has_moved(&now[r][c], &g->seen[r][c], shift))
                continue;
            g->changed_ms[r][c] = now_ms;
            g->moved++;
        }
    }
    if (g->moved >= MOVED)
        g->moved_ms = now_ms;
}

static int strength(const struct glance_cell *cell)
{
    return cell->across < cell->down ? cell->across : cell->down;
}

/* Marks the busy cells. The noise of a picture is what a quarter of its cells stay under; it follows slowly. */
static int mark_busy(struct glance *g, const struct glance_cell now[GLANCE_ROWS][GLANCE_COLUMNS],
                     bool busy[GLANCE_ROWS][GLANCE_COLUMNS])
{
    int counts[256] = {0}, noise = 0, count = 0;
    for (int r = 0; r < GLANCE_ROWS; r++)
        for (int c = 0; c < GLANCE_COLUMNS; c++)
            counts[strength(&now[r][c])]++;
    for (int below = counts[0]; below < CELLS / 4; below += counts[noise])
        noise++;
    g->noise = g->width == 0 ? 16 * noise : g->noise + (noise * 16 > g->noise) - (noise * 16 < g->noise);
    for (int r = 0; r < GLANCE_ROWS; r++)
        for (int c = 0; c < GLANCE_COLUMNS; c++)
            count += busy[r][c] = 16 * strength(&now[r][c]) > g->noise + 16 * BUSY;
    return count;
}

/* In cells; right and bottom are outside. */
struct box {
    int left, top, right, bottom;
};

static bool touch(const struct box *a, const struct box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static void join(struct box *a, const struct box *b)
{
    a->left = b->left < a->left ? b->left : a->left;
    a->top = b->top < a->top ? b->top : a->top;
    a->right = b->right > a->right ? b->right : a->right;
    a->bottom = b->bottom > a->bottom ? b->bottom : a->bottom;
}

/* Adds a box, joined with those that it touches, or with the last one where there is no room. */
static int add_box(struct box *boxes, int count, struct box box)
{
    for (int i = 0; i < count; i++) {
        if (!touch(&boxes[i], &box) && !(i + 1 == count && count == GLANCE_PARTS))
            continue;
        join(&box, &boxes[i]);
        boxes[i] = boxes[--count];
        i = -1;
    }
    boxes[count] = box;
    return count + 1;
}

/* Returns boxes around the cells that are both fresh and busy, with a margin. */
static int boxes_of(const struct glance *g, int64_t now_ms, bool busy[GLANCE_ROWS][GLANCE_COLUMNS],
                    struct box boxes[GLANCE_PARTS])
{
    int count = 0;
    for (int r = 0; r < GLANCE_ROWS; r++) {
        for (int c = 0; c < GLANCE_COLUMNS; c++) {
            if (!busy[r][c] || g->changed_ms[r][c] == NEVER || now_ms - g->changed_ms[r][c] > GLANCE_FRESH_MS)
                continue;
            count = add_box(boxes, count,
                            (struct box){c > MARGIN ? c - MARGIN : 0, r > MARGIN ? r - MARGIN : 0,
                                         c + 1 + MARGIN < GLANCE_COLUMNS ? c + 1 + MARGIN : GLANCE_COLUMNS,
                                         r + 1 + MARGIN < GLANCE_ROWS ? r + 1 + MARGIN : GLANCE_ROWS});
        }
    }
    return count;
}

static int look_at_all(struct glance *g, const struct grey *p, int64_t now_ms,
                       const struct glance_cell now[GLANCE_ROWS][GLANCE_COLUMNS], struct glance_part out[GLANCE_PARTS])
{
    memcpy(g->seen, now, sizeof g->seen);
    g->whole_ms = now_ms;
    out[0] = (struct glance_part){0, 0, p->width, p->height};
    return 1;
}

static int look_at_boxes(struct glance *g, const struct grey *p,
                         const struct glance_cell now[GLANCE_ROWS][GLANCE_COLUMNS], const struct box *boxes, int count,
                         struct glance_part out[GLANCE_PARTS])
{
    int width = p->width / GLANCE_COLUMNS, height = p->height / GLANCE_ROWS;
    for (int i = 0; i < count; i++) {
        const struct box *b = &boxes[i];
        for (int r = b->top; r < b->bottom; r++)
            memcpy(&g->seen[r][b->left], &now[r][b->left], (size_t)(b->right - b->left) * sizeof now[0][0]);
        out[i] = (struct glance_part){b->left * width, b->top * height, (b->right - b->left) * width,
                                      (b->bottom - b->top) * height};
    }
    return count;
}

int glance_at(struct glance *g, const struct grey *p, int64_t now_ms, struct glance_part out[GLANCE_PARTS])
{
    struct glance_cell now[GLANCE_ROWS][GLANCE_COLUMNS];
    bool busy[GLANCE_ROWS][GLANCE_COLUMNS];
    struct box boxes[GLANCE_PARTS];
    out[0] = (struct glance_part){0, 0, p->width, p->height};
    if (p->width < GLANCE_SMALL || p->height < GLANCE_SMALL)
        return 1;
    for (int r = 0; r < GLANCE_ROWS; r++)
        for (int c = 0; c < GLANCE_COLUMNS; c++)
            now[r][c] = cell_of(p, c * (p->width / GLANCE_COLUMNS), r * (p->height / GLANCE_ROWS),
                                p->width / GLANCE_COLUMNS, p->height / GLANCE_ROWS);
    g->busy = mark_busy(g, now, busy);
    if (g->width != p->width || g->height != p->height) {
        for (int i = 0; i < CELLS; i++)
            g->changed_ms[i / GLANCE_COLUMNS][i % GLANCE_COLUMNS] = NEVER;
        g->width = p->width;
        g->height = p->height;
        g->moved_ms = now_ms;
        g->moved = CELLS;
        return look_at_all(g, p, now_ms, now, out);
    }
    note_moves(g, now_ms, now);
    if (now_ms - g->whole_ms >= (now_ms - g->moved_ms < GLANCE_CALM_MS ? GLANCE_WHOLE_MS : GLANCE_STILL_MS))
        return look_at_all(g, p, now_ms, now, out);
    int count = boxes_of(g, now_ms, busy, boxes), area = 0;
    for (int i = 0; i < count; i++)
        area += (boxes[i].right - boxes[i].left) * (boxes[i].bottom - boxes[i].top);
    if (area * 100 > CELLS * MOST)
        return look_at_all(g, p, now_ms, now, out);
    return look_at_boxes(g, p, now, boxes, count, out);
}
