/* The barrier: raised for an admission that is in the journal. */
#ifndef GH_KIOSK_APP_BARRIER_H
#define GH_KIOSK_APP_BARRIER_H

#include "app/app.h"

/* Raises the barrier if what is shown lets a vehicle pass. */
void app_barrier_shown(struct app *app, const struct shown *shown);
/* Tells the model how the last pulse ended, and raises for what waited. */
void app_take_barrier(struct app *app);

#endif
