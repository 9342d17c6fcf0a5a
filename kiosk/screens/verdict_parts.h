/* The parts of the verdict's screen: the big sign, the card with what is compared, the holder check, the candidates. */
#ifndef GH_SCREENS_VERDICT_PARTS_H
#define GH_SCREENS_VERDICT_PARTS_H

#include "screens/screen.h"

/* How a scan looks: by its verdict and by how far it has come. */
struct verdict_face {
    enum theme_colour base, bar, ink;
    enum ui_icon icon;
    const char *word; /* msgid */
};

/* Icon, colours and word of the verdict that is shown; never NULL, static. */
const struct verdict_face *verdict_face_of(const struct shown *shown);

/* Icon, word and sentence; sentence: msgid or NULL. wide: icon and word beside each other, for little height. */
void verdict_sign(struct ui *ui, struct ui_rect r, const struct model *model, const struct verdict_face *face,
                  const char *sentence, bool wide);
/* Holder, ID tail, unit, purpose, window, gates, kind, plate and riders. */
void verdict_card(struct ui *ui, struct ui_rect r, const struct model *model);
/* The reason as headline with when and where: red, and ambers without a holder check. */
void verdict_reason_card(struct ui *ui, struct ui_rect r, const struct model *model);
/* Six cells and the pad. */
void verdict_holder_check(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
void verdict_candidates(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

/* A vehicle whose riders are ticked off: the whole screen below the bar. picture: of its lane, or NULL. */
void verdict_visit(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                   struct model_action *action);

/* The list in which they are ticked. */
void verdict_riders(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

/* True when the screen is the holder check. */
bool verdict_wants_check(const struct model *model);

#endif
