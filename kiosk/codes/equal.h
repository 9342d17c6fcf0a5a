/* From samples on a code's grid to how sure each module is. The modules that every code of the size has (finder, timing
 * and alignment patterns) train an equalizer: the weights of neighbouring samples that give those modules their right
 * colours undo blur of any shape, without knowing it. Modules that come out clearly train it again. Pure. */
#ifndef GH_KIOSK_CODES_EQUAL_H
#define GH_KIOSK_CODES_EQUAL_H

#include "codes/lattice.h"
#include "codes/soft.h"

#define EQUAL_MARGIN 4 /* modules sampled around the code */
#define EQUAL_SIDE (2 * (SOFT_MODULES_MAX + 2 * EQUAL_MARGIN))
#define EQUAL_TAPS 81 /* at most */

struct equal {                             /* scratch */
    float samples[EQUAL_SIDE][EQUAL_SIDE]; /* greys, two a module */
    float scaled[EQUAL_SIDE][EQUAL_SIDE];  /* dark is positive, about -1 to 1 */
    bool hidden[SOFT_MODULES_MAX][SOFT_MODULES_MAX];
    float normal[EQUAL_TAPS + 1][EQUAL_TAPS + 1], right[EQUAL_TAPS + 1], weights[EQUAL_TAPS + 1];
    float soft[SOFT_MODULES_MAX][SOFT_MODULES_MAX]; /* what the equalizer says: about -1 light to 1 dark */
    float doubt[SOFT_MODULES_MAX][SOFT_MODULES_MAX];
};

/* Reads the modules through the grid. picture: where the grid was laid, or another look at the same place. rounds: how
 * often clear modules train again. Returns the share of the known modules that come out right. The evidence's size is
 * the grid's, at most SOFT_MODULES_MAX. */
float equal_read(struct equal *equal, const struct lattice *lattice, const struct grey *picture, int rounds,
                 struct evidence *out);
/* Tells the modules that came out clearly: 1 dark, -1 light, 0 neither. */
void equal_guess(const struct equal *equal, int modules, symbol_map out);

#endif
