/* A grey picture and points in it, as every file here takes them. */
#ifndef GH_KIOSK_CODES_PICTURE_H
#define GH_KIOSK_CODES_PICTURE_H

#include <stdint.h>

struct grey {
    const uint8_t *pixels; /* borrowed */
    int width, height, stride;
};

struct point {
    float x, y; /* pixels; whole numbers are the centres of pixels */
};

#endif
