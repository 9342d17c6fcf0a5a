/* The log's page: asking the desk for rows, and opening one. */
#ifndef GH_KIOSK_MODEL_LOG_H
#define GH_KIOSK_MODEL_LOG_H

#include "model/action.h"
#include "model/effect.h"
#include "model/state.h"

/* Asks the desk for the rows before a number; 0: the newest. */
void model_query_log(struct model *m, uint64_t before_number, struct model_effects *fx);
void model_on_log_tab(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_log_colour(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_log_more(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_open_entry(struct model *m, const struct model_action *a, struct model_effects *fx);
/* Takes the desk's answer; drops it when the question has changed since. */
void model_take_log(struct model *m, const struct log_page *page);

#endif
