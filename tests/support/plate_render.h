/* Plates drawn as GA 36 lays them out (with a common typeface, not the one of the metal), and laid into a picture in
 * perspective. Rendered plates are labelled as rendered wherever they are counted. */
#ifndef GH_TESTS_SUPPORT_PLATE_RENDER_H
#define GH_TESTS_SUPPORT_PLATE_RENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "people/plate.h"

#define PLATE_RENDER_WIDTH 480
#define PLATE_RENDER_HEIGHT 140
#define PLATE_ROWS_WIDTH 440 /* of two rows, as lorries have at their rear */
#define PLATE_ROWS_HEIGHT 220
#define PLATE_MOTORCYCLE_HEIGHT 280 /* of 220 x 140 mm, the width as above */

struct plate_renderer;

struct plate_renderer *plate_renderer_new(void);           /* NULL where the typeface is not installed */
void plate_renderer_free(struct plate_renderer *renderer); /* takes NULL */

/* Blue, green, red without gaps; *width is 440 or 480 (new energy). Colours by kind; ordinary ones are blue, or yellow
 * on demand. False for a plate that can't be drawn. */
bool plate_render(struct plate_renderer *renderer, const char *text, bool yellow,
                  uint8_t out[static 3 * PLATE_RENDER_WIDTH * PLATE_RENDER_HEIGHT], int *width);

/* The same in two rows, yellow; false for a plate of more than seven characters. */
bool plate_render_rows(struct plate_renderer *renderer, const char *text,
                       uint8_t out[static 3 * PLATE_ROWS_WIDTH * PLATE_ROWS_HEIGHT]);

/* The same as motorcycles have it. */
bool plate_render_motorcycle(struct plate_renderer *renderer, const char *text,
                             uint8_t out[static 3 * PLATE_ROWS_WIDTH * PLATE_MOTORCYCLE_HEIGHT]);

/* Lays the plate into the picture, about so many pixels wide, turned, slanted and lit by chance within what a camera at
 * a gate sees; the same seed gives the same picture. */
void plate_lay(const uint8_t *plate, int plate_width, int plate_height, uint8_t *picture, int width, int height,
               int size, uint64_t seed);

/* Draws a random plate, of the kinds and in the shares that roads have. new_energy: only such. */
void plate_by_chance(uint64_t *state, bool new_energy, char out[static PLATE_TEXT_SIZE]);

#endif
