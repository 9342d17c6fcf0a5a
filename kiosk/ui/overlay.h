/* Toasts over the screen. */
#ifndef GH_UI_OVERLAY_H
#define GH_UI_OVERLAY_H

#include "ui/ui_state.h"

/* Draws the toast, while it lasts. */
void ui_draw_overlays(struct ui *ui);

#endif
