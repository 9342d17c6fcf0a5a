/* The sync daemon's words. */
#ifndef GH_KIOSK_APP_SYNC_H
#define GH_KIOSK_APP_SYNC_H

#include "app/app.h"

/* Tells the model what the daemon says; takes the new keys after an enrolment. */
void app_take_sync(struct app *app, int64_t now_ms);

#endif
