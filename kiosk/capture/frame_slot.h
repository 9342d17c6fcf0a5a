/* Carries frames from the thread that makes them to the threads that want the newest one. A new frame replaces one that
 * nobody took: an old picture of a person who has moved on is worth nothing. Any number of takers each see every newest
 * frame at most once. */
#ifndef GH_KIOSK_CAPTURE_FRAME_SLOT_H
#define GH_KIOSK_CAPTURE_FRAME_SLOT_H

#include "capture/frame.h"

struct frame_slot;

struct frame_slot *frame_slot_new(void);       /* NULL without memory */
void frame_slot_free(struct frame_slot *slot); /* takes NULL; nobody may wait in it */
/* Puts a frame and takes over the reference. Any sequence is accepted: the maker counts. */
void frame_slot_put(struct frame_slot *slot, struct frame *frame);
/* Returns the newest frame as a new reference, if its sequence is over after. Waits up to timeout_ms for such a frame
 * (0: does not wait). NULL on time-out or interrupt. */
struct frame *frame_slot_take(struct frame_slot *slot, uint64_t after, int timeout_ms);
void frame_slot_interrupt(struct frame_slot *slot); /* every take returns NULL, now and later */

#endif
