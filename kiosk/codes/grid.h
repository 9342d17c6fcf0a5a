/* What the stages do with a grid laid over a code: read its modules hard, then softly. Private to the stages. */
#ifndef GH_KIOSK_CODES_GRID_H
#define GH_KIOSK_CODES_GRID_H

#include "codes/pass.h"

/* A picture of a region. */
struct look {
    struct grey clear;  /* where finder patterns are looked for and grids laid: dark is below 128 */
    struct grey source; /* the same place before it was made clearer, for the equalizer; its pixels NULL: do without */
    const struct affine *to_base;
};

/* Looks for finder patterns, lays grids by the likeliest triples, and reads through them until pass_done(). */
void grid_try(struct pass *pass, enum engine_kind kind, const struct look *look);

#endif
