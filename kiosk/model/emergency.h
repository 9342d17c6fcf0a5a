/* An emergency admission in the state: why, who allowed it by telephone, a picture of the slip, and in. */
#ifndef GH_KIOSK_MODEL_EMERGENCY_H
#define GH_KIOSK_MODEL_EMERGENCY_H

#include "model/action.h"
#include "model/effect.h"
#include "model/state.h"

/* Carries out the ACTION_EMERGENCY... kinds and ACTION_PHOTO. */
void model_on_emergency(struct model *m, const struct model_action *a, struct model_effects *fx);
/* Takes the reason, and goes on to the name. */
void model_emergency_reason(struct model *m, enum override_reason reason);
/* Goes on from the name, once it is complete. */
void model_emergency_enter(struct model *m, struct model_effects *fx);
void model_emergency_back(struct model *m, struct model_effects *fx);
/* Starts the time-out anew. */
void model_emergency_touched(struct model *m);
/* Counts down, and clears the admission when it times out. */
void model_emergency_timer(struct model *m, struct model_effects *fx);
/* Leaves the page and wipes what was typed, if the page is on screen. */
void model_emergency_end(struct model *m, struct model_effects *fx);

#endif
