/* The grid of a code's modules laid over a picture and bent until it fits, for codes on cloth and curled paper. The
 * modules read through it make a flat, clean code that any decoder takes; only the decoder's check makes it a reading.
 */
#ifndef GH_KIOSK_CODES_LATTICE_H
#define GH_KIOSK_CODES_LATTICE_H

#include "codes/finder.h"
#include "codes/pixels.h"

#define LATTICE_NODES 62   /* a side: a knot every third module of the largest code */
#define LATTICE_CLEAN 3    /* pixels a module of the clean code */
#define LATTICE_QUIET 4    /* modules around it */
#define LATTICE_VERSIONS 3 /* how many sizes a triple of finders may mean */

struct lattice {
    int modules, nodes;                                /* a side */
    int8_t known[177][177];                            /* 1 dark, -1 light, 0 data, as the size alone tells */
    struct point origin, across, down;                 /* of module 0, 0's middle, and the steps to the next */
    struct point shift[LATTICE_NODES * LATTICE_NODES]; /* what bends it, in pixels, at every third module */
    bool placed[LATTICE_NODES * LATTICE_NODES];
    uint8_t around[LATTICE_NODES * LATTICE_NODES]; /* how many neighbours are placed */
};

/* The sizes (21, 25, ... modules) that the finders' distance allows, likeliest first; returns how many. */
int lattice_sizes(const struct corner3 *corner, int out[LATTICE_VERSIONS]);
/* Lays the grid by the finders and bends it to the picture (stretched to full contrast). False, before the dear part,
 * where the three do not look like finder patterns through a grid of that size. */
GH_MUST_USE bool lattice_fit(struct lattice *lattice, const struct grey *picture, const struct corner3 *corner,
                             int modules);
/* How well the row and column that alternate (section 6.3.5) do so: 1 perfectly, 0.5 as chance would. */
float lattice_timing(const struct lattice *lattice, const struct grey *picture);
/* The clean code, its known patterns made perfect. */
GH_MUST_USE bool lattice_render(const struct lattice *lattice, const struct grey *picture, struct plane *out);
/* From pixels of the clean code to those of the picture. */
struct point lattice_point(const struct lattice *lattice, struct point clean);

#endif
