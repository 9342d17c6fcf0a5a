/* A frame as a JPEG file: the picture of a paper slip. */
#ifndef GH_KIOSK_CAPTURE_FRAME_JPEG_H
#define GH_KIOSK_CAPTURE_FRAME_JPEG_H

#include <stddef.h>

#include "base/status.h"
#include "capture/frame.h"

#define FRAME_JPEG_SIDE 1600 /* pixels: larger pictures are halved until their longer side has no more */

/* *out: owned by the caller (free). Takes the best quality that needs at most max bytes. GH_TOO_LONG when none does,
 * GH_NO_MEMORY. */
enum gh_status GH_MUST_USE frame_jpeg(const struct frame *frame, size_t max, uint8_t **out, size_t *out_len);

#endif
