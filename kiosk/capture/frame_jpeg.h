/* Frames as JPEG files: the picture of a paper slip or of a vehicle. */
#ifndef GH_KIOSK_CAPTURE_FRAME_JPEG_H
#define GH_KIOSK_CAPTURE_FRAME_JPEG_H

#include <stddef.h>

#include "base/status.h"
#include "capture/frame.h"

/* Encodes a frame at the best quality that needs at most max bytes. side: pixels; larger pictures are halved until
 * their longer side has no more. *out: owned by the caller (free). GH_TOO_LONG when no quality fits, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE frame_jpeg(const struct frame *frame, int side, size_t max, uint8_t **out, size_t *out_len);
/* Returns a view of a part, in per cent of the picture. It borrows the pixels and holds no reference. */
struct frame frame_cut(const struct frame *frame, int left, int top, int width, int height);

#endif
