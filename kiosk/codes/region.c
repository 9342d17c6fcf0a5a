#include "codes/region.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 8       /* pixels */
#define LEAST_BUSY 12 /* mean grey step of a block that can hold code */
#define LEAST_SIDE 4  /* blocks */

void region_map_free(struct region_map *map)
{
    plane_free(&map->busy);
    plane_free(&map->next);
    plane_free(&map->mark);
    free(map->stack);
    *map = (struct region_map){0};
}

/* Returns the geometric mean of a block's mean steps across and down: an edge or stripes have only one of them. */
static uint8_t block_busy(const struct grey *in, int left, int top)
{
    int across = 0, down = 0;
    for (int y = top; y < top + BLOCK; y++) {
        const uint8_t *row = in->pixels + (ptrdiff_t)y * in->stride + left;
        const uint8_t *below = row + in->stride;
        for (int x = 0; x < BLOCK; x++) {
            across += abs(row[x + 1] - row[x]);
            down += abs(below[x] - row[x]);
        }
    }
    float mean = sqrtf((float)across * (float)down) / (BLOCK * BLOCK);
    return (uint8_t)(mean > 255 ? 255 : mean);
}

static bool map_busy(const struct grey *in, struct region_map *map)
{
    int width = (in->width - 1) / BLOCK, height = (in->height - 1) / BLOCK;
    size_t blocks = (size_t)width * (size_t)height;
    if (width < LEAST_SIDE || height < LEAST_SIDE || !plane_fit(&map->next, width, height) ||
        !plane_fit(&map->mark, width, height))
        return false;
    if (blocks > map->stack_room) {
        free(map->stack);
        map->stack = malloc(blocks * sizeof(*map->stack));
        map->stack_room = map->stack ? blocks : 0;
    }
    if (!map->stack)
        return false;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            map->next.pixels[(size_t)y * (size_t)width + (size_t)x] = block_busy(in, x * BLOCK, y * BLOCK);
    struct grey next = plane_grey(&map->next);
    return pixels_smooth(&next, &map->busy);
}

struct blob {
    int left, top, right, bottom, blocks;
};

/* Returns the connected blocks over the threshold around the one at start, and marks them as seen. */
static struct blob grow(struct region_map *map, int start, int threshold)
{
    int width = map->busy.width, height = map->busy.height, depth = 0;
    struct blob blob = {width, height, -1, -1, 0};
    map->stack[depth++] = start;
    map->mark.pixels[start] = 1;
    while (depth > 0) {
        int at = map->stack[--depth], x = at % width, y = at / width;
        blob.left = x < blob.left ? x : blob.left;
        blob.right = x > blob.right ? x : blob.right;
        blob.top = y < blob.top ? y : blob.top;
        blob.bottom = y > blob.bottom ? y : blob.bottom;
        blob.blocks++;
        const int next[4] = {x > 0 ? at - 1 : -1, x + 1 < width ? at + 1 : -1, y > 0 ? at - width : -1,
                             y + 1 < height ? at + width : -1};
        for (int i = 0; i < 4; i++) {
            if (next[i] < 0 || map->mark.pixels[next[i]] || map->busy.pixels[next[i]] < threshold)
                continue;
            map->mark.pixels[next[i]] = 1;
            map->stack[depth++] = next[i];
        }
    }
    return blob;
}

static bool same(const struct region *a, const struct region *b)
{
    float wide = fminf(a->right, b->right) - fmaxf(a->left, b->left);
    float high = fminf(a->bottom, b->bottom) - fmaxf(a->top, b->top);
    float both = wide > 0 && high > 0 ? wide * high : 0;
    float sum = (a->right - a->left) * (a->bottom - a->top) + (b->right - b->left) * (b->bottom - b->top);
    return both > 0.6f * (sum - both);
}

static struct region region_of(const struct grey *in, const struct blob *blob)
{
    float wide = (float)(blob->right - blob->left + 1), high = (float)(blob->bottom - blob->top + 1);
    float square = wide < high ? wide / high : high / wide, filled = (float)blob->blocks / (wide * high);
    float margin = 1.2f + 0.06f * (wide > high ? wide : high);
    struct region out = {((float)blob->left - margin) * BLOCK, ((float)blob->top - margin) * BLOCK,
                         ((float)blob->right + 1 + margin) * BLOCK, ((float)blob->bottom + 1 + margin) * BLOCK,
                         (float)blob->blocks * square * square * filled * filled};
    out.left = fmaxf(out.left, 0);
    out.top = fmaxf(out.top, 0);
    out.right = fminf(out.right, (float)in->width);
    out.bottom = fminf(out.bottom, (float)in->height);
    return out;
}

/* Keeps the list in order of score. */
static int insert(struct region out[REGIONS_MAX], int count, const struct region *region)
{
    for (int i = 0; i < count; i++)
        if (same(&out[i], region)) {
            if (region->score > out[i].score)
                out[i] = *region;
            return count;
        }
    int at = count;
    while (at > 0 && out[at - 1].score < region->score)
        at--;
    if (at == REGIONS_MAX)
        return count;
    int last = count < REGIONS_MAX ? count : REGIONS_MAX - 1;
    memmove(&out[at + 1], &out[at], (size_t)(last - at) * sizeof(*out));
    out[at] = *region;
    return last + 1;
}

int regions_find(const struct grey *picture, struct region_map *map, struct region out[REGIONS_MAX])
{
    static const float shares[] = {0.35f, 0.55f, 0.75f};
    if (!map_busy(picture, map))
        return 0;
    int blocks = map->busy.width * map->busy.height, count = 0, most = 0;
    for (int i = 0; i < blocks; i++)
        most = map->busy.pixels[i] > most ? map->busy.pixels[i] : most;
    for (size_t s = 0; s < sizeof(shares) / sizeof(shares[0]); s++) {
        int threshold = (int)(shares[s] * (float)most);
        threshold = threshold < LEAST_BUSY ? LEAST_BUSY : threshold;
        memset(map->mark.pixels, 0, (size_t)blocks);
        for (int i = 0; i < blocks; i++) {
            if (map->mark.pixels[i] || map->busy.pixels[i] < threshold)
                continue;
            struct blob blob = grow(map, i, threshold);
            if (blob.right - blob.left + 1 < LEAST_SIDE || blob.bottom - blob.top + 1 < LEAST_SIDE)
                continue;
            struct region region = region_of(picture, &blob);
            count = insert(out, count, &region);
        }
    }
    return count;
}
