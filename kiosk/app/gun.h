/* Scanner guns. */
#ifndef GH_KIOSK_APP_GUN_H
#define GH_KIOSK_APP_GUN_H

#include "app/app.h"

/* Takes what a scanner gun read: for the desk, or for the field that is typed into. */
void app_scanned(struct app *app, struct bytes scanned);
/* Takes the code of a document or a letter instead of typing it. */
void app_type_scanned(struct app *app, struct bytes text);

#endif
