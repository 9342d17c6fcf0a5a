/* The parts of the verdict's screen: sign, card, holder check, candidates, riders. */
#ifndef GH_SCREENS_VERDICT_PARTS_H
#define GH_SCREENS_VERDICT_PARTS_H

#include "screens/screen.h"

/* The look of a scan, by its verdict and its state. */
struct verdict_face {
    enum theme_colour base, bar, ink;
    enum ui_icon icon;
    const char *word; /* msgid */
};

/* Returns icon, colours and word of the verdict on screen; static, never NULL. */
const struct verdict_face *verdict_face_of(const struct shown *shown);

/* Draws icon, word and sentence. sentence: msgid or NULL. wide: icon and word beside each other, for little height. */
void verdict_sign(struct ui *ui, struct ui_rect r, const struct model *model, const struct verdict_face *face,
                  const char *sentence, bool wide);
/* Draws holder, ID tail, unit, purpose, period, gates, kind, plate and riders. */
void verdict_card(struct ui *ui, struct ui_rect r, const struct model *model);
/* Draws the reason as headline, with when and where: for red, and for amber without a holder check. */
void verdict_reason_card(struct ui *ui, struct ui_rect r, const struct model *model);
/* Draws six cells and the pad. */
void verdict_holder_check(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
void verdict_candidates(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

/* Draws a vehicle whose riders the guard marks: the whole screen below the bar. picture: of its lane, or NULL. */
void verdict_visit(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                   struct model_action *action);

/* Draws the list of riders to mark. */
void verdict_riders(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

/* Returns true when the screen is the holder check. */
bool verdict_wants_check(const struct model *model);

#endif
