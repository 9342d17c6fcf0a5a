/* Pictures by distance from a line: white, with alpha at the edges. */
#ifndef GH_UI_MASK_H
#define GH_UI_MASK_H

#include <SDL.h>
#include <stdbool.h>

/* Returns a quarter of a disc, the outer corner of a rounded rectangle, in pixels. width 0: filled. inverse: what lies
 * outside. NULL without memory. */
SDL_Surface *mask_corner(int radius, int width, bool inverse);
/* Returns an icon drawn from its strokes on a 100 x 100 grid; NULL without memory. */
SDL_Surface *mask_strokes(const char *strokes, int pixels);

#endif
