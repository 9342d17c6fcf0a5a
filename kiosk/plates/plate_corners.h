/* Plates' corners from the output of the corner network (assets/plates). */
#ifndef GH_KIOSK_PLATES_PLATE_CORNERS_H
#define GH_KIOSK_PLATES_PLATE_CORNERS_H

#include <stddef.h>

#include "plates/plate_shim.h"

/* The network's file, which is part of the program. */
extern const unsigned char plate_corners_net[];
extern const size_t plate_corners_net_len;

/* What the network was given: a part of a picture (plate_part_input), scaled to width x height, multiples of 32. */
struct plate_part {
    double x, y, w, h; /* in pixels of the picture */
    int width, height;
};

#define PLATE_CORNERS_PLANES 9 /* how sure; then x and y of each corner, in 64 pixels from the cell's middle */
#define PLATE_CORNERS_CELL 8   /* pixels */

/* Finds plates in the network's cells, PLATE_CORNERS_PLANES planes of width / 8 x height / 8 of them, surest first;
 * returns how many. score: 0 to 1. Values that are not numbers give none. */
int plate_corners_find(const float *cells, const struct plate_part *part, struct plate_region *out, int max);

#endif
