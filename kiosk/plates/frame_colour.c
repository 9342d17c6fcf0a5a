#include "plates/frame_colour.h"

#include <stdio.h>

#define SIDE_MIN 5 /* per cent */

bool frame_part_parse(const char *text, struct frame_part *out)
{
    int end = 0;
    struct frame_part p;
    if (sscanf(text, "%d %d %d %d %n", &p.left, &p.top, &p.width, &p.height, &end) != 4 || text[end])
        return false;
    if (p.left < 0 || p.top < 0 || p.width < SIDE_MIN || p.height < SIDE_MIN || p.width > 100 - p.left ||
        p.height > 100 - p.top)
        return false;
    *out = p;
    return true;
}

/* In pixels, at even places: a colour sample covers two by two. */
struct box {
    int x, y, width, height;
};

static struct box box_of(const struct frame *f, const struct frame_part *p)
{
    struct box b = {f->width * p->left / 100 & ~1, f->height * p->top / 100 & ~1, f->width * p->width / 100,
                    f->height * p->height / 100};
    b.width = b.width < 2 ? 2 : b.width;
    b.height = b.height < 2 ? 2 : b.height;
    return b;
}

size_t frame_colour_size(const struct frame *frame, const struct frame_part *part)
{
    struct box b = box_of(frame, part);
    return 3 * (size_t)b.width * (size_t)b.height;
}

static uint8_t byte_of(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

void frame_colour(const struct frame *frame, const struct frame_part *part, uint8_t *pixels,
                  struct colour_picture *picture)
{
    struct box b = box_of(frame, part);
    for (int y = 0; y < b.height; y++) {
        const uint8_t *luma = frame->y + (size_t)(b.y + y) * (size_t)frame->stride_y + b.x;
        size_t chroma = (size_t)((b.y + y) / 2) * (size_t)frame->stride_uv + (size_t)(b.x / 2);
        const uint8_t *u = frame->u + chroma, *v = frame->v + chroma;
        uint8_t *to = pixels + 3 * (size_t)y * (size_t)b.width;
        for (int x = 0; x < b.width; x++, to += 3) {
            /* BT.601, studio range, in 1/1024. */
            int c = 1192 * (luma[x] - 16), d = u[x / 2] - 128, e = v[x / 2] - 128;
            to[0] = byte_of((c + 2066 * d + 512) >> 10);
            to[1] = byte_of((c - 401 * d - 833 * e + 512) >> 10);
            to[2] = byte_of((c + 1634 * e + 512) >> 10);
        }
    }
    *picture = (struct colour_picture){pixels, b.width, b.height, 3 * b.width};
}
