/* A walk-up application in the state: what each touch does to the form, and what the desk answers. */
#ifndef GH_KIOSK_MODEL_WALK_UP_H
#define GH_KIOSK_MODEL_WALK_UP_H

#include "model/action.h"
#include "model/effect.h"
#include "model/state.h"

/* Carries out the ACTION_WALK_UP... kinds. */
void model_on_walk_up(struct model *m, const struct model_action *a, struct model_effects *fx);
/* Typing into the step on screen: text, the last character away, on to the next step. */
void model_walk_up_type(struct model *m, const char *text, struct model_effects *fx);
void model_walk_up_erase(struct model *m, struct model_effects *fx);
void model_walk_up_enter(struct model *m, struct model_effects *fx);
/* Goes one step back; from the first one leaves the form, unless the terminal is for applications alone. */
void model_walk_up_back(struct model *m, struct model_effects *fx);
/* Checks the field of the step on screen. */
void model_walk_up_check(struct model *m);
/* Wipes everything the visitor typed, from the screen and from memory. */
void model_walk_up_clear(struct model *m, struct model_effects *fx);
/* Starts the time-out anew. */
void model_walk_up_touched(struct model *m);
/* Counts down, and clears the form when it times out. */
void model_walk_up_timer(struct model *m, struct model_effects *fx);
/* Answers: of the input method, the desk and the printer. Each drops an answer that comes too late. */
void model_take_ime(struct model *m, const struct ime_state *state, struct model_effects *fx);
void model_take_units(struct model *m, const struct unit_page *page);
void model_take_receipt(struct model *m, const struct walk_up_receipt *receipt, struct model_effects *fx);
void model_take_printed(struct model *m, enum printed printed, struct model_effects *fx);
void model_walk_up_failed(struct model *m, enum gh_status status);

#endif
