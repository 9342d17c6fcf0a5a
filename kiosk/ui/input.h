/* Touch targets of the frame that is being drawn. */
#ifndef GH_UI_INPUT_H
#define GH_UI_INPUT_H

#include "ui/ui_state.h"

/* Registers a touch target; returns true when it was activated. button: its flags; NULL: none. */
bool ui_add_target(struct ui *ui, struct ui_rect r, const char *id, int index, const struct ui_button *button);
/* Returns true while a finger is on the target. */
bool ui_is_pressed(const struct ui *ui, uint64_t key);
/* Returns true when the target has the keyboard's focus and the focus is shown. */
bool ui_is_focused(const struct ui *ui, uint64_t key);

#endif
