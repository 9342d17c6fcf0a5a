/* Drawing a picture of the cache. */
#ifndef GH_UI_PICTURE_H
#define GH_UI_PICTURE_H

#include "ui/ui_state.h"

/* Draws the picture in a colour, 0xAARRGGBB; NULL draws nothing. */
void ui_draw_picture(struct ui *ui, const struct picture *picture, SDL_Rect at, uint32_t colour, bool flip_x,
                     bool flip_y);

#endif
