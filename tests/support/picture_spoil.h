/* Spoils pictures of plates as light and motion do. Pictures are in blue, green, red, without gaps. */
#ifndef GH_TESTS_SUPPORT_PICTURE_SPOIL_H
#define GH_TESTS_SUPPORT_PICTURE_SPOIL_H

#include <stdint.h>

enum spoil {
    SPOIL_NOTHING = 0,
    SPOIL_DARK,   /* light x 0.18, noise of a standard deviation of 4 */
    SPOIL_MOTION, /* blurred over 6 pixels along the line of travel */
    SPOIL_TURNED, /* by 7 degrees, either way */
    SPOIL_KINDS
};

const char *spoil_name(enum spoil kind);
/* In place. seed: the same picture and seed always give the same result. Without memory nothing happens. */
void picture_spoil(uint8_t *pixels, int width, int height, enum spoil kind, uint64_t seed);

/* xorshift64* (Vigna 2016); state is not 0. */
uint64_t spoil_random(uint64_t *state);

#endif
