/* One pass over a picture: what the reader's stages share, the pictures derived from it and the results so far. Private
 * to reader.c and the stages. */
#ifndef GH_KIOSK_CODES_PASS_H
#define GH_KIOSK_CODES_PASS_H

#include "codes/deblur.h"
#include "codes/engine.h"
#include "codes/equal.h"
#include "codes/fusion.h"
#include "codes/lattice.h"
#include "codes/pixels.h"
#include "codes/reader.h"
#include "codes/region.h"
#include "codes/soft.h"

/* A region of the picture at a size where a module of a pass is about five pixels. */
struct crop {
    struct plane plain, sharp; /* as in the picture; stretched to full local contrast */
    struct affine to_base;
    bool ready;
};

struct pass {
    struct reader *reader;
    const struct grey *picture; /* as given */
    struct grey base;           /* the same, or reduced by base_scale where it is very large */
    float base_scale;           /* pixels of picture for one of base */
    bool stretched, halved;     /* which of the reader's planes hold this picture */
    bool located;
    int regions; /* once located; the reader has them, in pixels of base */
    bool all;
    reader_judge *judge; /* NULL: none */
    void *judge_context;
    struct fusion *fusion; /* NULL: none */
    int64_t now_ms;
    struct reading *out;
    int max, count;
    int stage;
    int64_t start_ns;
    double end_work_ms;
};

struct reader {
    struct engine *engine;                             /* owned */
    struct stretch stretch;                            /* scratch */
    struct region_map map;                             /* scratch */
    struct lattice lattice;                            /* scratch */
    struct point bends[LATTICE_NODES * LATTICE_NODES]; /* of a lattice that is flattened */
    struct deblur deblur;                              /* scratch */
    struct plane base[2];                              /* only of very large pictures, reduced by turns */
    struct plane contrast, half;                       /* the stretched picture, and that at half the size */
    struct region regions[REGIONS_MAX];
    struct crop crops[REGIONS_MAX];
    struct plane turned, work, spare; /* what a stage gives to the decoder, and its scratch */
    struct equal equal;               /* scratch */
    symbol_map guess;                 /* scratch */
    struct evidence evidence;         /* of the grid being read */
    struct soft soft;                 /* scratch */
    struct soft_code corrected;
    struct plane clean; /* a code drawn for the decoder */
    struct reading found[READER_CODES_MAX];
};

/* Begins a pass over pass->picture. budget_ms: of this thread's work. */
void pass_begin(struct pass *pass, int budget_ms);
/* Reduces the picture where it is very large, as the dear stages see it. False without memory. */
bool pass_take_base(struct pass *pass);
/* True when enough was read or the budget is spent. */
bool pass_done(const struct pass *pass);
/* Returns what is left of the budget. */
double pass_left_ms(const struct pass *pass);
/* Lets a decoder read a picture; to_base maps its pixels to those of base (NULL: the same). */
void pass_try(struct pass *pass, enum engine_kind kind, const struct grey *picture, const struct affine *to_base);
/* Does the same where the way back is not an affine map. */
typedef struct point point_fn(const void *context, struct point point);
void pass_try_mapped(struct pass *pass, enum engine_kind kind, const struct grey *picture, point_fn *to_base,
                     const void *context);
/* Returns the stretched picture, made at the first call; NULL without memory. */
const struct plane *pass_contrast(struct pass *pass);
/* Returns the stretched picture at half the size; NULL without memory, or where it would be under 32 pixels a side. */
const struct plane *pass_half(struct pass *pass);

#endif
