/* Operations on grey pictures for the reader's stages. Outputs are planes that grow when a larger picture comes, so a
 * running camera allocates nothing. A function that may grow a plane returns false without memory and leaves the plane
 * empty. */
#ifndef GH_KIOSK_CODES_PIXELS_H
#define GH_KIOSK_CODES_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "codes/picture.h"

struct plane {
    uint8_t *pixels; /* owned, width * height, no padding */
    int width, height;
    size_t room;
};

GH_MUST_USE bool plane_fit(struct plane *plane, int width, int height);
void plane_free(struct plane *plane);
/* Returns the plane as a picture, borrowed from it. */
struct grey plane_grey(const struct plane *plane);

/* x' = a x + b y + c, y' = d x + e y + f, between pixel centres. */
struct affine {
    float a, b, c, d, e, f;
};
/* Maps a point. */
struct point affine_apply(const struct affine *map, struct point p);

/* Scratch of the local contrast stretch: darkest and brightest of the neighbourhood at a quarter of the size. */
struct stretch {
    struct plane quarter, low, high, spare;
    float *rows; /* owned */
    size_t rows_room;
};
void stretch_free(struct stretch *stretch);

/* Stretches local contrast: each pixel between the darkest and brightest quarter-scale mean within about 40 pixels,
 * spread to 0 to 255, after a 3x3 smoothing. Ranges under least_range count as least_range, so that flat areas stay
 * flat. */
GH_MUST_USE bool pixels_stretch(const struct grey *in, int least_range, struct stretch *scratch, struct plane *out);

GH_MUST_USE bool pixels_copy(const struct grey *in, struct plane *out);
GH_MUST_USE bool pixels_invert(const struct grey *in, struct plane *out);
GH_MUST_USE bool pixels_clamp(const struct grey *in, uint8_t low, uint8_t high, struct plane *out);
GH_MUST_USE bool pixels_halve(const struct grey *in, struct plane *out);  /* 2x2 means; at least 2x2 in */
GH_MUST_USE bool pixels_smooth(const struct grey *in, struct plane *out); /* 1-2-1 in both directions */
GH_MUST_USE bool pixels_median(const struct grey *in, struct plane *out); /* of 3x3 */

/* Stretches contrast along each row, after a 3x3 smoothing: undoes the bands of a dimmed screen. Ranges under
 * least_range count as least_range. rows is scratch. */
GH_MUST_USE bool pixels_level_rows(const struct grey *in, int least_range, struct plane *rows, struct plane *out);
/* True where several level edges lie under each other, dark and light by turns. */
bool pixels_have_bands(const struct grey *in);

/* Warps: out(x, y) = in(map(x, y)), bilinear; outside of in the edge repeats. */
GH_MUST_USE bool pixels_warp(const struct grey *in, const struct affine *map, int width, int height, struct plane *out);

/* Sharpens: in + amount * (in - blur), where blur is three box means of the given radius, at most 15 (about a
 * Gaussian). spare is scratch. False with a larger radius too. */
GH_MUST_USE bool pixels_sharpen(const struct grey *in, int radius, float amount, struct plane *spare,
                                struct plane *out);

#endif
