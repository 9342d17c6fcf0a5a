/* Another guard's yes: who, and their PIN; 460 units wide or more, 560 high upright. */
#ifndef GH_SCREENS_SECOND_GUARD_H
#define GH_SCREENS_SECOND_GUARD_H

#include "screens/screen.h"

/* Who, from a list, and then the pad; the model knows which. */
void second_guard_draw(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

#endif
