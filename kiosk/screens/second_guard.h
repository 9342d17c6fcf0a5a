/* The second guard's consent: a name and a PIN. At least 460 units wide, upright 560 high. */
#ifndef GH_SCREENS_SECOND_GUARD_H
#define GH_SCREENS_SECOND_GUARD_H

#include "screens/screen.h"

/* Draws the list of guards, or the pad once the model has a second guard. */
void second_guard_draw(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

#endif
