/* Pictures of the lane for the office. */
#ifndef GH_KIOSK_APP_CAR_PICTURE_H
#define GH_KIOSK_APP_CAR_PICTURE_H

#include "app/app.h"

/* Takes a picture of the vehicle in the lane, where the policy asks for one. */
void app_car_picture_shown(struct app *app, const struct shown *shown);

#endif
