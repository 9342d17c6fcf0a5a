/* Picture files as pixels, grey or in colour: PNG, JPEG, WebP and BMP, by their first bytes. Only for gatehouse-read
 * and tests; the kiosk gets its pictures from capture. */
#ifndef GH_KIOSK_READ_IMAGE_FILE_H
#define GH_KIOSK_READ_IMAGE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define IMAGE_FILE_MAX (64 * 1024 * 1024) /* bytes of file */
#define IMAGE_SIDE_MAX 8192               /* pixels; checked before the pixels are decoded */

/* What a pixel is, and its bytes. */
enum image_pixel { IMAGE_GREY = 1, IMAGE_COLOUR = 3 /* blue, green, red */ };

struct image {
    uint8_t *pixels; /* owned; width * height of them, without gaps */
    int width, height;
    enum image_pixel pixel;
};

/* Decodes a file to pixels as stored: an EXIF orientation is not applied. Transparent parts lie on white; CMYK is
 * converted. GH_UNSUPPORTED: not one of the four kinds, or a rare variant of BMP; GH_TOO_LONG: over the limits;
 * GH_MALFORMED: broken or truncated; GH_NO_MEMORY. */
GH_MUST_USE enum gh_status image_decode(const uint8_t *data, size_t len, enum image_pixel pixel, struct image *out);
/* Does the same for a file on disk; GH_NOT_FOUND or GH_IO when it can't be read. */
GH_MUST_USE enum gh_status image_load(const char *path, enum image_pixel pixel, struct image *out);
void image_free(struct image *image);

#endif
