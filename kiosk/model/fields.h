/* The fields of all pages: typing, erasing, and what a complete one sends. */
#ifndef GH_KIOSK_MODEL_FIELDS_H
#define GH_KIOSK_MODEL_FIELDS_H

#include "model/action.h"
#include "model/effect.h"
#include "model/state.h"

/* Actions on the field of the page on screen. */
void model_on_type(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_erase(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_clear(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_enter(struct model *m, const struct model_action *a, struct model_effects *fx);
/* Checks the field of the look-up anew, and asks the desk which expected plates are like it. */
void model_lookup_changed(struct model *m, struct model_effects *fx);

#endif
