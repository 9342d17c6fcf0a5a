/* The colour of a plate's ground. */
#ifndef GH_KIOSK_PLATES_PLATE_COLOUR_H
#define GH_KIOSK_PLATES_PLATE_COLOUR_H

#include <stdint.h>

#include "people/plate.h"

enum plate_colour {
    PLATE_COLOUR_UNKNOWN = 0, /* too dark, or not a plate's colour */
    PLATE_COLOUR_BLUE,
    PLATE_COLOUR_YELLOW,
    PLATE_COLOUR_GREEN, /* white to green, or yellow and green */
    PLATE_COLOUR_WHITE,
    PLATE_COLOUR_BLACK,
    PLATE_COLOURS
};

/* Returns the colour of a straightened plate: blue, green, red, a byte each, without gaps. */
enum plate_colour plate_colour_of(const uint8_t *strip, int width, int height);
/* Returns "blue", ..., "unknown". */
const char *plate_colour_name(enum plate_colour colour);

#endif
