/* The frame of the plain pages (log, look-up, settings, ...): bar, back key, title; and parts that they share. */
#ifndef GH_SCREENS_PAGE_H
#define GH_SCREENS_PAGE_H

#include "screens/screen.h"

#define PAGE_MARGIN 28

/* Draws bar, back key and title (a msgid); returns the body below, inside the margins. back reports ACTION_BACK. */
struct ui_rect page_begin(struct ui *ui, const struct model *model, const char *title, struct model_action *action);
/* Draws the dialogs of every page: take back, exit, sign out, help. Call it last. */
void page_dialogs(struct ui *ui, const struct model *model, struct model_action *action);
/* Draws a line of a table of facts at the top of *r, and cuts it and a gap off: quiet name on the left (msgid), value
 * (ready text) on the right. */
void page_fact(struct ui *ui, struct ui_rect *r, int name_width, const char *name, const char *value);
/* Draws two or more choices beside each other, the chosen one filled. labels are msgids. Returns the index touched,
 * or -1. */
int page_choice(struct ui *ui, struct ui_rect r, const char *id, const char *const *labels, int count, int chosen);
/* Draws an empty or waiting state in the middle of r: icon, headline and next step. Both are msgids, or texts
 * that are translated already. */
void page_empty(struct ui *ui, struct ui_rect r, enum ui_icon icon, const char *headline, const char *next_step);
/* Turns a key of a pad or keyboard into an action for the field on the page. */
void page_typed(char key, struct model_action *action);

#endif
