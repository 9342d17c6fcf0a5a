#include "capture/frame.h"

#include <stdlib.h>

#define ROW_ALIGNMENT 32 /* bytes; lets loops over rows use whole vector registers */

static int align(int n)
{
    return (n + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
}

struct frame *frame_new(int width, int height)
{
    if (width < 2 || height < 2 || width > FRAME_WIDTH_MAX || height > FRAME_HEIGHT_MAX || width % 2 || height % 2)
        return NULL;
    int stride_y = align(width), stride_uv = align(width / 2);
    size_t size_y = (size_t)stride_y * (size_t)height, size_uv = (size_t)stride_uv * (size_t)(height / 2);
    size_t head = (size_t)align((int)sizeof(struct frame));
    uint8_t *block = aligned_alloc(ROW_ALIGNMENT, head + size_y + 2 * size_uv);
    if (!block)
        return NULL;
    struct frame *frame = (struct frame *)(void *)block;
    *frame = (struct frame){.width = width, .height = height, .stride_y = stride_y, .stride_uv = stride_uv};
    frame->y = block + head;
    frame->u = frame->y + size_y;
    frame->v = frame->u + size_uv;
    frame->refs = 1;
    return frame;
}

struct frame *frame_ref(struct frame *frame)
{
    __atomic_fetch_add(&frame->refs, 1, __ATOMIC_RELAXED);
    return frame;
}

void frame_unref(struct frame *frame)
{
    /* Release and acquire: every holder's reads happen before the memory is freed. */
    if (frame && __atomic_sub_fetch(&frame->refs, 1, __ATOMIC_ACQ_REL) == 0)
        free(frame);
}
