/* All screens by page, and what stands above every screen. */
#ifndef GH_SCREENS_TABLE_H
#define GH_SCREENS_TABLE_H

#include "screens/screen.h"

const struct screen *screen_of_page(enum model_page page);
/* Draws the dialogs; call it after the screen's own draw. */
void screen_draw_over(struct ui *ui, const struct model *model, struct model_action *action);
/* Writes the sentence of model->over.toast in the language of the screen. */
void screen_toast_text(const struct ui *ui, const struct model *model, char *out, size_t size, enum ui_dot *state);

#endif
