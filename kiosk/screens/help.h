/* The help of each page: what the guard's card says about it (docs/help), in a dialog, since a booth may be offline. */
#ifndef GH_SCREENS_HELP_H
#define GH_SCREENS_HELP_H

#include "screens/screen.h"

#define HELP_LINES 5
#define HELP_KEY 72 /* width of the key */

/* Returns the lines of a page's help as msgids, first to last; NULL after the last one. Each page has at least one. */
const char *const *help_lines(enum model_page page);
/* Draws the key that opens the dialog: a question mark. It reports ACTION_EXPLAIN. */
void help_key(struct ui *ui, struct ui_rect r, enum theme_colour ink, struct model_action *action);
/* Draws the dialog of the page that is on screen. Its button reports ACTION_DIALOG_NO. */
void help_dialog(struct ui *ui, const struct model *model, struct model_action *action);

#endif
