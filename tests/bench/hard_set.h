/* The hard set: camera frames of 1280x720 with a pass's code in view, each spoiled in one of twelve ways.
 *
 * Every frame follows from its kind, index and seed alone, on any machine. The strengths are set so that bare ZXing 1.4
 * reads between 220 and 240 of 12 x 30. The reader is tuned on one seed and reported on others. */
#ifndef GH_TESTS_BENCH_HARD_SET_H
#define GH_TESTS_BENCH_HARD_SET_H

#include <stdbool.h>
#include <stdint.h>

#define HARD_WIDTH 1280
#define HARD_HEIGHT 720
#define HARD_KINDS 12
#define HARD_PER_KIND 30
#define HARD_TEXT 224 /* with the terminating NUL */
#define HARD_SEED_TUNING 1
#define HARD_SEED_REPORT 20261124

const char *hard_kind_name(int kind); /* "plain", "defocus", ...; "empty" for HARD_KINDS: the scene without a code */

/* HARD_WIDTH * HARD_HEIGHT grey pixels, and the text in view (a random pass of 216 to 220 characters; empty for kind
 * HARD_KINDS). False without memory. */
bool hard_frame(int kind, int index, uint64_t seed, uint8_t *pixels, char text[HARD_TEXT]);

#endif
