/* What the main loop does each time that it wakes. */
#ifndef GH_KIOSK_APP_FRAME_H
#define GH_KIOSK_APP_FRAME_H

#include "app/app.h"

/* Does what is due: events of the desk, time, a new picture; draws when something changed. False: the app has ended. */
bool app_frame(struct app *app, int64_t now_ms);
/* Returns the milliseconds until app_frame() is due without any event. */
int app_due(const struct app *app, int64_t now_ms);

#endif
