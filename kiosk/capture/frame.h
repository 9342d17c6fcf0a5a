/* A camera frame: one picture in I420 with a count of its holders.
 *
 * Written once by its maker before it is shared, read-only afterwards. */
#ifndef GH_KIOSK_CAPTURE_FRAME_H
#define GH_KIOSK_CAPTURE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/tick.h"

#define FRAME_WIDTH_MAX 4096
#define FRAME_HEIGHT_MAX 4096

/* I420: the reader takes the Y plane as a grey picture; the screen shows the whole. */
struct frame {
    int width, height; /* both even */
    int stride_y, stride_uv;
    uint8_t *y, *u, *v;  /* into one allocation */
    uint64_t sequence;   /* 1, 2, 3, ... of this source; dropped frames leave gaps */
    int64_t captured_ns; /* CLOCK_MONOTONIC at arrival */
    int refs;            /* guarded by atomics in frame_ref/frame_unref */
};

/* Returns a frame with one reference, pixels not set. NULL without memory, or for a side that is odd, under 2 or over
 * the limits. */
struct frame *frame_new(int width, int height);
/* Adds a reference and returns the frame. */
struct frame *frame_ref(struct frame *frame);
void frame_unref(struct frame *frame); /* the last reference releases it; takes NULL */

#endif
