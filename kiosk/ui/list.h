/* Scrolling between frames. */
#ifndef GH_UI_LIST_H
#define GH_UI_LIST_H

#include "ui/ui_state.h"

/* Moves the lists that glide. */
void ui_move_lists(struct ui *ui, int64_t elapsed_ms);

#endif
