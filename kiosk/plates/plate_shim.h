/* The operations on colour pictures that the plate reader takes from OpenCV (core and imgproc), for C. No exception
 * passes this border: when OpenCV refuses or lacks memory, the result is "nothing found" or false. */
#ifndef GH_KIOSK_PLATES_PLATE_SHIM_H
#define GH_KIOSK_PLATES_PLATE_SHIM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Blue, green, red, a byte each. */
struct colour_picture {
    const uint8_t *pixels; /* borrowed */
    int width, height, stride;
};

struct plate_corner {
    float x, y;
};

/* Where a plate may be: top left first, clockwise, in pixels of the picture given. */
struct plate_region {
    struct plate_corner corners[4];
    float score; /* higher is likelier; comparable only among those of one search */
};

/* Finds regions of a plate's colours and of its strokes' edges, best first; returns how many. */
int plate_regions_find(const struct colour_picture *picture, struct plate_region *out, int max);
/* Finds regions in the map of a text detection network (DB, Liao et al. 2020), of width x height for the whole picture,
 * best first; returns how many. */
int plate_regions_in_map(const float *map, int width, int height, const struct colour_picture *picture,
                         struct plate_region *out, int max);
/* Scales the picture to width x height as the detection network takes it: three planes of floats. */
bool plate_detection_input(const struct colour_picture *picture, int width, int height, float *planes);

/* Scales a part of the picture, which must lie in it, to width x height as the corner network takes it: three planes of
 * floats. */
bool plate_part_input(const struct colour_picture *picture, int x, int y, int w, int h, int width, int height,
                      float *planes);

/* Straightens the region, grown by that share of its own size, into width x height pixels. strip: 3 * width * height
 * bytes. */
bool plate_cut(const struct colour_picture *picture, const struct plate_corner corners[4], float grow_x, float grow_y,
               int width, int height, uint8_t *strip);

/* Scales a strip to width x height as the recognition network takes it: three planes of floats. slant: removes so many
 * degrees by which its text falls to the right. soften: removes its grain first. */
bool plate_recognition_input(const uint8_t *strip, int strip_width, int strip_height, float slant, bool soften,
                             int width, int height, float *planes);
/* Returns the degrees by which the text of a strip falls to the right, -15 to 15; 0 where that can't be measured. */
float plate_slant(const uint8_t *strip, int width, int height);
/* Joins a strip of two rows to one: the upper row on the left, the lower on the right. split: the upper row's share of
 * the height. margin: the share of the width that is empty on either side of the upper row. out: 3 * width * height
 * bytes. */
bool plate_rows_joined(const uint8_t *strip, int strip_width, int strip_height, float split, float margin, int width,
                       int height, uint8_t *out);

#ifdef __cplusplus
}
#endif

#endif
