/* The end of a walk-up application: the persons, the review, the receipt. */
#ifndef GH_SCREENS_WALK_UP_REVIEW_H
#define GH_SCREENS_WALK_UP_REVIEW_H

#include "screens/screen.h"

/* Each draws its page in r, below the head. */
void walk_up_draw_people(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
void walk_up_draw_review(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
void walk_up_draw_receipt(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

#endif
