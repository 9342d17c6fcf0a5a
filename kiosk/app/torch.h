/* The torch beside the code camera. */
#ifndef GH_KIOSK_APP_TORCH_H
#define GH_KIOSK_APP_TORCH_H

#include "app/app.h"

/* Switches it. A failure is logged. */
void app_switch_torch(const struct app *app, bool on);

#endif
