/* All screens by page, and what stands above every one of them. */
#ifndef GH_SCREENS_TABLE_H
#define GH_SCREENS_TABLE_H

#include "screens/screen.h"

const struct screen *screen_of_page(enum model_page page);
/* Dialogs; after the screen's own draw. */
void screen_draw_over(struct ui *ui, const struct model *model, struct model_action *action);
/* The sentence of model->over.toast in the language of the screen. */
void screen_toast_text(const struct ui *ui, const struct model *model, char *out, size_t size, enum ui_dot *state);

#endif
