/* The page of a roll call: its list, and the guard's touches on it. */
#ifndef GH_KIOSK_MODEL_ROLL_CALL_H
#define GH_KIOSK_MODEL_ROLL_CALL_H

#include "model/action.h"
#include "model/effect.h"
#include "model/state.h"

/* Shows the page and asks for the list anew. */
void model_open_roll_call(struct model *m, struct model_effects *fx);
/* Asks for the list again; rows that are there stay in their places. */
void model_read_roll_call(struct model *m, struct model_effects *fx);
/* Takes a part of the list and asks for the next. */
void model_take_roll_call(struct model *m, const struct roll_page *page, struct model_effects *fx);
/* The desk could not answer, or not tick. */
void model_roll_call_failed(struct model *m, struct model_effects *fx);
/* ACTION_ROLL_...: start, tick, choose what is listed. */
void model_on_roll_call(struct model *m, const struct model_action *action, struct model_effects *fx);
/* Returns whether the chosen tab lists the item with this index. Somebody who was ticked just now stays. */
bool model_roll_shows(const struct model *m, size_t index);

#endif
