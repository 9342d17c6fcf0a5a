/* The model and its effects: what happens goes into the model, what follows goes to the parts. */
#ifndef GH_KIOSK_APP_UPDATE_H
#define GH_KIOSK_APP_UPDATE_H

#include "app/app.h"

/* Gives an event to the model and carries its effects out. */
void app_update(struct app *app, struct model_event *event);
/* Gives the model an action that did not come from a screen: a key without a button, any touch. */
void app_act(struct app *app, const struct model_action *action);
/* Gives a command to the desk. The desk takes its photo and views over. A full queue means that the desk waits for the
 * disk: the person is told, and can try again. */
void app_submit(struct app *app, const struct desk_command *command);
/* Tells the model that a command did not reach the desk, as if the desk had refused it. */
void app_refused(struct app *app, enum command_kind command, enum gh_status status);

#endif
