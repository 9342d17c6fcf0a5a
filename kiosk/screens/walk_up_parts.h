/* What the pages of a walk-up application share. */
#ifndef GH_SCREENS_WALK_UP_PARTS_H
#define GH_SCREENS_WALK_UP_PARTS_H

#include "screens/screen.h"

#define WALK_UP_MARGIN 28
#define WALK_UP_KEY_GAP 12

/* Draws the question at the top of *r in large type, the other language below it, and cuts both and the gap off. */
void walk_up_question(struct ui *ui, struct ui_rect *r, const char *msgid, int gap);
/* The same with the number of the person, from 0, filled in as {n} from 1. */
void walk_up_question_about(struct ui *ui, struct ui_rect *r, const char *msgid, size_t person, int gap);
/* Draws the filled key that leads to the next question. */
void walk_up_next_key(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
/* Draws large choices in a grid; labels are msgids, icons may be NULL, chosen -1 for none. */
void walk_up_choices(struct ui *ui, struct ui_rect r, const struct model *model, const char *const *labels,
                     const enum ui_icon *icons, int count, int columns, int chosen, struct model_action *action);
/* Returns the msgid of a kind of document. */
const char *walk_up_document_label(enum document_kind kind);
/* Writes digits in groups as people read them: mobiles 3-4-4, resident IDs 6-4-4-4. */
void walk_up_group_digits(const char *digits, enum walk_up_step step, char *out, size_t size);
/* Draws the warning before a time-out as a dialog; 0 seconds: nothing. Call it last. */
void walk_up_still_there(struct ui *ui, unsigned seconds_left, struct model_action *action);

#endif
