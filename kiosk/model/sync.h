/* Sync in the state: what the daemon says, and what it is asked for. */
#ifndef GH_KIOSK_MODEL_SYNC_H
#define GH_KIOSK_MODEL_SYNC_H

#include "model/action.h"
#include "model/effect.h"
#include "model/state.h"

/* Takes the daemon's status; NULL: the daemon does not answer. */
void model_take_sync(struct model *m, const struct sync_status *sync, struct model_effects *fx);
/* Returns whether the server has answered lately and nothing is wrong with the link. */
bool model_server_answers(const struct model *m);
/* Finds out whether the server has been silent for too long. */
void model_sync_timer(struct model *m);
void model_on_sync_now(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_stick(struct model *m, const struct model_action *a, struct model_effects *fx);
/* Keeps a code of enrolment until somebody says "yes" or "no" to what it would do. On error nothing changes. */
enum gh_status GH_MUST_USE model_hold_scanned(struct model *m, struct bytes text);
void model_forget_scanned(struct model *m);
/* Sends the one-time code: the one that was scanned, with its network settings before, or the one that was typed. */
void model_on_enrol(struct model *m, const struct model_action *a, struct model_effects *fx);
void model_on_enrol_cancel(struct model *m, const struct model_action *a, struct model_effects *fx);
/* Types into the one-time code. */
void model_type_sync_code(struct model *m, const char *text);

#endif
