/* Undoes blur of a lens out of focus or of a moving hand, by Wiener filters. Works on crops of a few hundred pixels a
 * side. */
#ifndef GH_KIOSK_CODES_DEBLUR_H
#define GH_KIOSK_CODES_DEBLUR_H

#include "codes/pixels.h"

struct deblur {   /* scratch */
    float *light; /* owned */
    size_t room;
};
void deblur_free(struct deblur *deblur);

/* Inverts an even disc of the given radius, in pixels (0.5 to 6). noise: the share of noise in the picture's power,
 * 0.001 for clean to 0.1; larger is gentler. */
GH_MUST_USE bool deblur_disc(const struct grey *in, float radius, float noise, struct deblur *scratch,
                             struct plane *out);

/* Inverts an even blur of the given length along the rows (1.5 to 30 pixels). */
GH_MUST_USE bool deblur_rows(const struct grey *in, float length, float noise, struct deblur *scratch,
                             struct plane *out);

/* Returns how long the blur along the rows seems to be, in pixels, and in *sure how sure that is (0 to 1). Steps in a
 * picture that moved by n pixels come back with the opposite sign n pixels further on. */
float deblur_row_length(const struct grey *in, float *sure);

#endif
