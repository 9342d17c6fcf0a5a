/* The state of the kiosk's screen, apart from drawing, and the one function that changes it.
 *
 * Pure: no SDL, no clock, no thread, no text for people. Screens read a const struct model and report a model_action.
 * model_update() turns actions, desk events and time into the next state and into effects, which the app carries out.
 */
#ifndef GH_KIOSK_MODEL_MODEL_H
#define GH_KIOSK_MODEL_MODEL_H

#include "model/action.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/questions.h"
#include "model/state.h"

/* Fills a new state: nobody is signed in, nothing is known of the booth. */
void model_init(struct model *model, const struct model_settings *settings, int64_t mono_ms);
/* Changes the state as the event asks, and writes the effects; *effects is emptied first. An event that changes nothing
 * visible leaves model->revision alone. */
void model_update(struct model *model, const struct model_event *event, struct model_effects *effects);
/* Wipes PINs and personal data; before free and at exit. */
void model_wipe(struct model *model);

#endif
