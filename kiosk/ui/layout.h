/* Rectangles, beside those of ui.h. */
#ifndef GH_UI_LAYOUT_H
#define GH_UI_LAYOUT_H

#include "ui/ui.h"

/* Returns true when the two overlap; *common is the part that they share. */
bool ui_overlap(struct ui_rect a, struct ui_rect b, struct ui_rect *common);
/* Returns true when the point lies in the rectangle. */
bool ui_inside(struct ui_rect r, int x, int y);

#endif
