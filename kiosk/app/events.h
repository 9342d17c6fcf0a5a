/* Events of the desk on the main thread. */
#ifndef GH_KIOSK_APP_EVENTS_H
#define GH_KIOSK_APP_EVENTS_H

#include "app/app.h"

/* Takes every event that waits: for the log, the barrier, the lane and the model. */
void app_take_events(struct app *app);

#endif
