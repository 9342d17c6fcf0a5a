/* Lines on stdout for benches and acceptance tests: ids and times, nothing personal. */
#ifndef GH_KIOSK_APP_TRACE_H
#define GH_KIOSK_APP_TRACE_H

#include "app/app.h"

/* Keeps a new verdict until it is on screen. */
void app_trace_later(struct app *app, const struct shown *shown);
/* Prints the verdict that is on screen now, and the touch that the picture answers, where tracing is on. */
void app_trace(struct app *app);

#endif
