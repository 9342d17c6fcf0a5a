/* What the pages of a walk-up application share. Inside kiosk/screens only. */
#ifndef GH_SCREENS_WALK_UP_PARTS_H
#define GH_SCREENS_WALK_UP_PARTS_H

#include "screens/screen.h"

#define WALK_UP_MARGIN 28
#define WALK_UP_KEY_GAP 12

/* The question in large type with the other language below it; returns its height. */
int walk_up_question(struct ui *ui, struct ui_rect r, const char *msgid);
/* The one filled key: on to the next question. */
void walk_up_next_key(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
/* Large choices in a grid; labels are msgids, icons may be NULL. */
void walk_up_choices(struct ui *ui, struct ui_rect r, const struct model *model, const char *const *labels,
                     const enum ui_icon *icons, int count, int columns, int chosen, struct model_action *action);
const char *walk_up_document_label(enum document_kind kind); /* msgid */
/* "6 5 0 1 ..." in groups as people read them: mobiles 3-4-4, resident IDs 6-8-4. */
void walk_up_group_digits(const char *digits, enum walk_up_step step, char *out, size_t size);

/* Each draws its questions below the head, in r. */
void walk_up_draw_typing(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
void walk_up_draw_people(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
void walk_up_draw_review(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
void walk_up_draw_receipt(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

#endif
