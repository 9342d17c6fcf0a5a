/* What people do at the screen, taken into the state. */
#ifndef GH_KIOSK_MODEL_TAKE_ACTION_H
#define GH_KIOSK_MODEL_TAKE_ACTION_H

#include "model/action.h"
#include "model/effect.h"
#include "model/state.h"

/* Carries out one action; a kind it does not know changes nothing. */
void model_take_action(struct model *m, const struct model_action *action, struct model_effects *fx);

#endif
