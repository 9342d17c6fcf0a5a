/* Draws the page that the model says. */
#ifndef GH_KIOSK_APP_DRAW_H
#define GH_KIOSK_APP_DRAW_H

#include "app/app.h"

/* Draws, and carries out the action that a touch on the page was. */
void app_draw(struct app *app, int64_t now_ms);

#endif
