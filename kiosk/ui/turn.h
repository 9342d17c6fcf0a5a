/* A screen that is mounted turned, and a touch panel that needs a calibration. KMSDRM knows neither. Frames are drawn
 * upright into a texture and shown turned; points of the panel become points of the frame. */
#ifndef GH_UI_TURN_H
#define GH_UI_TURN_H

#include "ui/ui_state.h"

/* Returns whether the frame is upright on a panel that lies, or the other way round. */
bool turn_swaps_sides(const struct ui_mount *mount);
/* Directs drawing into the frame. */
void turn_begin(struct ui *ui);
/* Shows the frame on the panel. */
void turn_end(struct ui *ui);
/* Lets SDL_RenderReadPixels() read the frame as it was drawn. */
void turn_read(struct ui *ui, bool on);
/* Moves a point from the panel to the frame; both are shares of width and height, 0 to 1. */
void turn_point(const struct ui_mount *mount, float *x, float *y);
/* Moves a point from what the touch panel says to the panel, likewise. */
void turn_touch(const struct ui_mount *mount, float *x, float *y);

#endif
