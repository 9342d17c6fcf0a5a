/* The stages of the cascade. A stage gives the decoder what it likes, as often as it likes, until pass_done(). */
#ifndef GH_KIOSK_CODES_STAGES_H
#define GH_KIOSK_CODES_STAGES_H

#include "codes/pass.h"

/* What a stage does, in numbers; each kind of stage takes what it needs. */
struct recipe {
    enum engine_kind engine;
    bool inverted;
    bool bend;   /* lay a bent grid too where the decoder fails */
    int regions; /* how many, the likeliest first */
    int radius;  /* pixels of a crop, of the sharpening */
    float amount;
    float blur; /* radius in pixels of a crop */
    float noise;
};

typedef void stage_fn(struct pass *pass, const struct recipe *recipe);

stage_fn stage_plain, stage_half, stage_double, stage_small, stage_tiles, stage_bands; /* stages_whole.c */
stage_fn stage_dim;                                                                    /* stages_dim.c */
stage_fn stage_close, stage_focus, stage_motion, stage_bent, stage_close_plain;        /* stages_close.c */

#endif
