/* What the desk says, taken into the state. */
#ifndef GH_KIOSK_MODEL_TAKE_DESK_H
#define GH_KIOSK_MODEL_TAKE_DESK_H

#include "model/effect.h"
#include "model/state.h"

/* Takes one event; its memory is borrowed for the call. */
void model_take_desk(struct model *m, const struct desk_event *event, struct model_effects *fx);

#endif
