/* Pictures for the screen, codes for fields, cars at the barrier. */
#ifndef GH_KIOSK_APP_CAMERAS_H
#define GH_KIOSK_APP_CAMERAS_H

#include "app/app.h"

/* Gives a car that the lane has read to the desk, once the guard is done with what is on screen. */
void app_take_car(struct app *app);
/* Looks at the cameras. True when there is a new picture to draw. */
bool app_take_picture(struct app *app, int64_t now_ms);
/* Fills in what the diagnostics page says of the cameras. */
void app_describe_cameras(const struct app *app, struct model_diagnostics *out);
/* True when the page on screen shows a picture. */
bool app_shows_picture(const struct app *app);
/* True when that picture is the lane's. */
bool app_shows_lane(const struct app *app);

#endif
