/* The parts of the kiosk: opened in the order in which they need each other, closed in the opposite order. */
#ifndef GH_KIOSK_APP_OPEN_H
#define GH_KIOSK_APP_OPEN_H

#include "app/app.h"

/* Reads the configuration and opens every part. On failure says why on stderr and returns the exit code; else 0. */
int app_open(struct app *app, const struct app_options *options, const struct app_host *host);
/* Closes every part and wipes; also after a failed app_open(). */
void app_close(struct app *app);

#endif
