/* Part of a camera's frame as a colour picture. */
#ifndef GH_KIOSK_PLATES_FRAME_COLOUR_H
#define GH_KIOSK_PLATES_FRAME_COLOUR_H

#include <stddef.h>

#include "capture/frame.h"
#include "plates/plate_shim.h"

/* Of a picture, in per cent. */
struct frame_part {
    int left, top, width, height;
};

/* "LEFT TOP WIDTH HEIGHT"; false for anything else, and for what is not inside the picture or less than 5 per cent of a
 * side. */
bool frame_part_parse(const char *text, struct frame_part *out);

/* Bytes of the part's pixels. */
size_t frame_colour_size(const struct frame *frame, const struct frame_part *part);
/* The part from I420 (BT.601, as cameras give it) into pixels; picture borrows them. */
void frame_colour(const struct frame *frame, const struct frame_part *part, uint8_t *pixels,
                  struct colour_picture *picture);

#endif
