/* Lines on stdout for benches and acceptance tests: ids and times, nothing personal. */
#ifndef GH_KIOSK_APP_TRACE_H
#define GH_KIOSK_APP_TRACE_H

#include "app/app.h"

/* Keeps a new verdict until it is on screen. */
void app_trace_later(struct app *app, const struct shown *shown);
/* Prints the first picture, the verdict that is on screen now, and the touch that the picture answers, where tracing is
 * on. */
void app_trace(struct app *app);
/* Prints how many frames the camera gave and the reader saw since the start, where tracing is on. */
void app_trace_camera(const struct app *app, const struct model_diagnostics *now);

#endif
