/* A camera frame and the slot that carries it between threads. */
#ifndef GH_KIOSK_CAPTURE_FRAME_H
#define GH_KIOSK_CAPTURE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/tick.h"

#define FRAME_WIDTH_MAX 4096
#define FRAME_HEIGHT_MAX 4096

/* I420: the Y plane is the grey picture that the reader takes, the whole is what the screen shows. */
struct frame {
    int width, height; /* both even */
    int stride_y, stride_uv;
    uint8_t *y, *u, *v;  /* into one allocation */
    uint64_t sequence;   /* 1, 2, 3, ... of this source; drops leave holes */
    int64_t captured_ns; /* CLOCK_MONOTONIC at arrival */
    int refs;            /* guarded by atomics in frame_ref/frame_unref */
};

struct frame *frame_new(int width, int height); /* NULL without memory or over the limits; one reference */
struct frame *frame_ref(struct frame *frame);
void frame_unref(struct frame *frame); /* takes NULL */

/* Latest frame wins: putting replaces a frame that nobody took, because an old picture of a person who has moved on is
 * worth nothing. Any number of takers each see every newest frame at most once. */
struct frame_slot;
struct frame_slot *frame_slot_new(void);
void frame_slot_free(struct frame_slot *slot);                     /* takes NULL; nobody may wait in it */
void frame_slot_put(struct frame_slot *slot, struct frame *frame); /* takes over the reference */
/* Newest frame with a sequence over after, as a new reference; waits up to timeout_ms; NULL on time-out or interrupt.
 */
struct frame *frame_slot_take(struct frame_slot *slot, uint64_t after, int timeout_ms);
void frame_slot_interrupt(struct frame_slot *slot); /* wakes every taker, now and later */

#endif
