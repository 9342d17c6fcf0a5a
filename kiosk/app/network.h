/* Network settings of a code of enrolment, on their way to the program that applies them (kiosk/network). */
#ifndef GH_KIOSK_APP_NETWORK_H
#define GH_KIOSK_APP_NETWORK_H

#include "app/app.h"

/* Leaves the settings in the folder of the configuration, for the owner of the machine alone. A failure is logged. */
void app_set_network(const struct app *app, const struct enrol_network *network);

#endif
