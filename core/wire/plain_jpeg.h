/* JPEG pictures that people send: checked segment by segment, without what a camera or phone writes about place, time
 * and device. The picture itself is not decoded. ITU T.81, annex B. */
#ifndef GH_WIRE_PLAIN_JPEG_H
#define GH_WIRE_PLAIN_JPEG_H

#include "base/bytes.h"
#include "base/status.h"

#define PLAIN_JPEG_SIDE_MAX 4096 /* pixels */

/* Copies a JPEG into out, which has room for picture.len bytes, without application segments (but JFIF without a
 * preview and Adobe's note on colours), comments, and whatever follows the end of the picture. GH_MALFORMED: no JPEG,
 * cut off, more than one frame, a side of 0 or over PLAIN_JPEG_SIDE_MAX pixels. */
enum gh_status GH_MUST_USE plain_jpeg(struct bytes picture, uint8_t *out, size_t *out_len);

#endif
