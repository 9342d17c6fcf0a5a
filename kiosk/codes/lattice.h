/* Lays the grid of a code's modules over a picture and bends it until it fits, for codes on cloth and curled paper. The
 * modules read through it make a flat, clean code for any decoder. Only the decoder's check makes it a reading. */
#ifndef GH_KIOSK_CODES_LATTICE_H
#define GH_KIOSK_CODES_LATTICE_H

#include "codes/finder.h"
#include "codes/pixels.h"
#include "codes/symbol.h"

#define LATTICE_NODES 62   /* a side: a knot every third module of the largest code */
#define LATTICE_CLEAN 3    /* pixels a module of the clean code */
#define LATTICE_QUIET 4    /* modules around it */
#define LATTICE_VERSIONS 3 /* sizes that a triple of finders may belong to */

struct lattice {
    int modules, nodes;                                /* a side */
    symbol_map known;                                  /* symbol_patterns() */
    struct point origin, across, down;                 /* of module 0, 0's middle, and the steps to the next */
    struct point shift[LATTICE_NODES * LATTICE_NODES]; /* what bends it, in pixels, at every third module */
    bool placed[LATTICE_NODES * LATTICE_NODES];
    uint8_t around[LATTICE_NODES * LATTICE_NODES]; /* how many neighbours are placed */
};

/* Finds the sizes (21, 25, ... modules) that the finders' distance allows, likeliest first; returns how many. */
int lattice_sizes(const struct corner3 *corner, int out[LATTICE_VERSIONS]);
/* Lays the grid by the finders and bends it to the picture (stretched to full contrast). False, before the dear part,
 * when the three don't look like finder patterns of a code of that size. */
GH_MUST_USE bool lattice_fit(struct lattice *lattice, const struct grey *picture, const struct corner3 *corner,
                             int modules);
/* Replaces the bends by the perspective that most knots agree with: a flat code's grid, which damage and glare do not
 * bend. False: no perspective fits; the grid is as before. */
GH_MUST_USE bool lattice_flatten(struct lattice *lattice);
/* Bends the grid again, now that most modules are guessed: 1 dark, -1 light, 0 no guess. */
void lattice_refine(struct lattice *lattice, const struct grey *picture, symbol_map guess);
/* Returns how well the timing row and column (section 6.3.5) alternate: 1 perfectly, 0.5 by chance. */
float lattice_timing(const struct lattice *lattice, const struct grey *picture);
/* Draws the clean code, with its known patterns made perfect. */
GH_MUST_USE bool lattice_render(const struct lattice *lattice, const struct grey *picture, struct plane *out);
/* Returns the picture's grey (0 to 255) at a place of the grid, in modules from the middle of the first; also beside
 * it. */
float lattice_sample(const struct lattice *lattice, const struct grey *picture, float u, float v);
/* True where that place lies in the picture. */
bool lattice_inside(const struct lattice *lattice, const struct grey *picture, float u, float v);
/* Maps a pixel of the clean code to one of the picture. */
struct point lattice_point(const struct lattice *lattice, struct point clean);

#endif
