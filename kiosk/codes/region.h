/* Finds where in a picture a code may stand: connected blocks of strong contrast in both directions, about as wide as
 * high, and filled. Needs no finder pattern, so it finds codes that are too blurred for a decoder. */
#ifndef GH_KIOSK_CODES_REGION_H
#define GH_KIOSK_CODES_REGION_H

#include "codes/pixels.h"

#define REGIONS_MAX 3

struct region {
    float left, top, right, bottom; /* pixels of the picture given, with a margin, within it */
    float score;                    /* larger is likelier; only to compare regions of one picture */
};

struct region_map {
    struct plane busy, next, mark; /* one byte a block */
    int *stack;                    /* owned */
    size_t stack_room;
};
void region_map_free(struct region_map *map);

/* Finds up to REGIONS_MAX regions, likeliest first, and returns how many; 0 without memory or where nothing stands out.
 */
int regions_find(const struct grey *picture, struct region_map *map, struct region out[REGIONS_MAX]);

#endif
