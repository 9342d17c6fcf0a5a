/* JPEG for image_file.c. libjpeg reports errors by a jump, which stays inside image_jpeg.c. */
#ifndef GH_KIOSK_READ_IMAGE_JPEG_H
#define GH_KIOSK_READ_IMAGE_JPEG_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct jpeg_reader;

/* Reads the header; borrows data until jpeg_close(). GH_MALFORMED or GH_NO_MEMORY: there is nothing to close. */
GH_MUST_USE enum gh_status jpeg_open(const uint8_t *data, size_t len, struct jpeg_reader **out, int *width,
                                     int *height);
/* Reads all pixels as grey, width * height of them. GH_MALFORMED for a damaged file; one that
 * lacks less than the last quarter of its lines is taken, with grey in their place. */
GH_MUST_USE enum gh_status jpeg_grey(struct jpeg_reader *reader, uint8_t *pixels);
/* Does the same in colour: blue, green, red. */
GH_MUST_USE enum gh_status jpeg_colour(struct jpeg_reader *reader, uint8_t *pixels);
void jpeg_close(struct jpeg_reader *reader); /* takes NULL */

#endif
