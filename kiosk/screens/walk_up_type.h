/* The questions of a walk-up application that are answered by typing. */
#ifndef GH_SCREENS_WALK_UP_TYPE_H
#define GH_SCREENS_WALK_UP_TYPE_H

#include "screens/screen.h"

/* Draws the question of the step on screen, its field and its keyboard, in r. */
void walk_up_draw_typing(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

#endif
