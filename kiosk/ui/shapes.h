/* Shapes that only the toolkit draws, beside those of ui.h. */
#ifndef GH_UI_SHAPES_H
#define GH_UI_SHAPES_H

#include "ui/ui_state.h"

/* Draws a state as a disc, a triangle or an octagon. ink: of the text beside it. */
void ui_draw_dot(struct ui *ui, struct ui_rect r, enum ui_dot dot, enum theme_colour ink);
/* Covers what sticks out of the rounded corners of r with the colour behind. */
void ui_round_off(struct ui *ui, struct ui_rect r, enum theme_colour behind, int radius);

#endif
