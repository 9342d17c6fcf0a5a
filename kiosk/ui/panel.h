/* The panel: units into pixels, colours of the theme, the next frame, keys of targets. */
#ifndef GH_UI_PANEL_H
#define GH_UI_PANEL_H

#include "ui/ui_state.h"

/* Returns a length, a rectangle in pixels. */
int ui_px(const struct ui *ui, int units);
SDL_Rect ui_pixels(const struct ui *ui, struct ui_rect r);
/* Returns a colour of the theme, 0xAARRGGBB. */
uint32_t ui_rgb(const struct ui *ui, enum theme_colour colour);
/* Asks for another frame within in_ms. */
void ui_due_in(struct ui *ui, int in_ms);
/* Returns the key of a target or a list: never 0. */
uint64_t ui_key(const char *id, int index);

#endif
