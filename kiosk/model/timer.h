/* What time alone changes: countdowns, time-outs, the clock, the theme of the evening. */
#ifndef GH_KIOSK_MODEL_TIMER_H
#define GH_KIOSK_MODEL_TIMER_H

#include "model/effect.h"
#include "model/state.h"

/* Carries out every deadline that has passed, and moves the countdowns. */
void model_take_timer(struct model *m, struct model_effects *fx);

#endif
