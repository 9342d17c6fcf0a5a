/* Finds the finder patterns of QR codes (ISO/IEC 18004, section 6.3.3), dark and light in the ratio 1:1:3:1:1 across
 * and down, and the three of them that make a code. */
#ifndef GH_KIOSK_CODES_FINDER_H
#define GH_KIOSK_CODES_FINDER_H

#include "codes/pixels.h"

#define FINDERS_MAX 64

struct finder {
    struct point centre;
    float module; /* pixels, measured along rows and columns */
    int hits;     /* rows that show it */
};

enum corner_missing { CORNER_WHOLE, CORNER_NO_TOP_LEFT, CORNER_NO_TOP_RIGHT, CORNER_NO_BOTTOM_LEFT };

/* Three that stand at a right angle, or two and where the third would be. */
struct corner3 {
    struct point top_left, top_right, bottom_left;
    float module; /* pixels, along the code's sides */
    float error;  /* how far from a square; smaller is better */
    enum corner_missing missing;
};

/* Finds patterns in a picture whose dark is below 128. Returns how many, those seen in the most rows first. */
int finders_find(const struct grey *picture, struct finder out[FINDERS_MAX]);
/* Finds the triples that may make a code, best first; returns how many, up to max. */
int corners_find(const struct finder *finders, int count, struct corner3 *out, int max);
/* Lists the places where two patterns may belong to a code of which glare or the picture's edge hides the third;
 * returns how many, up to max. */
int pairs_find(const struct finder *finders, int count, struct corner3 *out, int max);

#endif
