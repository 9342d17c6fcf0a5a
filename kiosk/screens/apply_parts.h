/* What the pages of a walk-up application share. Inside kiosk/screens only. */
#ifndef GH_SCREENS_APPLY_PARTS_H
#define GH_SCREENS_APPLY_PARTS_H

#include "screens/screen.h"

#define APPLY_MARGIN 28
#define APPLY_KEY_GAP 12

/* The question in large type with the other language below it; returns its height. */
int apply_question(struct ui *ui, struct ui_rect r, const char *msgid);
/* The one filled key: on to the next question. */
void apply_next_key(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action);
/* Large choices in a grid; labels are msgids, icons may be NULL. */
void apply_choices(struct ui *ui, struct ui_rect r, const struct ui_model *model, const char *const *labels,
                   const enum ui_icon *icons, int count, int columns, int chosen, struct ui_action *action);
const char *apply_document_label(enum document_kind kind); /* msgid */
/* "6 5 0 1 ..." in groups as people read them: mobiles 3-4-4, resident IDs 6-8-4. */
void apply_group_digits(const char *digits, enum apply_step step, char *out, size_t size);

/* Each draws its questions below the head, in r. */
void apply_draw_typing(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action);
void apply_draw_people(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action);
void apply_draw_review(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action);
void apply_draw_receipt(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action);

#endif
