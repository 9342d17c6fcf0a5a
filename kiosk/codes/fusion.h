/* Adds up what several frames show of the same code: in a moving hand, behind moving glare, half out of the picture.
 * Each frame's grid says which module is which, so frames need not lie on each other.
 *
 * Two people's codes are never mixed: a frame is added only where it agrees with what was seen before, in FUSION_AGREES
 * of the data modules, weighed by how sure both are. Two passes agree in half of their modules, and a little more for
 * what all passes share. Otherwise the new frame begins anew. Pure: the time comes in. Bounded: FUSION_TRACKS codes of
 * 41 KB each, no heap. */
#ifndef GH_KIOSK_CODES_FUSION_H
#define GH_KIOSK_CODES_FUSION_H

#include "codes/soft.h"

#define FUSION_TRACKS 3
#define FUSION_AGREES 0.7f
#define FUSION_LEAST 200    /* data modules that both frames must show, to compare them */
#define FUSION_MS 1000      /* a code that was not seen for so long begins anew */
#define FUSION_CERTAIN 4.0f /* evidence of one frame counts up to this */

struct fusion_track {
    bool used;
    int frames;
    int64_t last_ms;
    struct point corners[4]; /* in pixels of the picture, as last seen */
    struct evidence sum;
};

struct fusion {
    symbol_map patterns; /* scratch: what all codes of a size share is no sign that two are the same */
    struct fusion_track tracks[FUSION_TRACKS];
};

/* Begins with nothing seen. */
void fusion_init(struct fusion *fusion);
/* Adds a frame's evidence of the code at those corners, of a size that soft_decode() takes. A code gets one addition a
 * frame: now_ms, any monotonic clock, names the frame. Returns the sum of two or more frames, borrowed until the next
 * call; NULL: there is nothing to add up yet. */
const struct evidence *fusion_add(struct fusion *fusion, const struct evidence *evidence, const struct point corners[4],
                                  int64_t now_ms);
/* Forgets the code there, after it was read. */
void fusion_forget(struct fusion *fusion, const struct point corners[4]);

#endif
