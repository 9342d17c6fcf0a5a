/* Part of a camera's frame as a colour picture. */
#ifndef GH_KIOSK_PLATES_FRAME_COLOUR_H
#define GH_KIOSK_PLATES_FRAME_COLOUR_H

#include <stddef.h>

#include "capture/frame.h"
#include "plates/plate_shim.h"

/* A part of a picture, in per cent. */
struct frame_part {
    int left, top, width, height;
};

/* Parses "LEFT TOP WIDTH HEIGHT". False for anything else, for a part that leaves the picture, and for less than 5 per
 * cent of a side. */
bool frame_part_parse(const char *text, struct frame_part *out);

/* Returns the bytes that the part's pixels need. */
size_t frame_colour_size(const struct frame *frame, const struct frame_part *part);
/* Converts the part from I420 (BT.601, as cameras give it) into pixels, which picture borrows. */
void frame_colour(const struct frame *frame, const struct frame_part *part, uint8_t *pixels,
                  struct colour_picture *picture);

#endif
