/* The receipt of a walk-up application, on paper. */
#ifndef GH_KIOSK_APP_RECEIPT_H
#define GH_KIOSK_APP_RECEIPT_H

#include "app/app.h"

/* Gives the receipt on screen to the printer; printer_take() says how that ended. GH_NO_MEMORY, also without a printer,
 * and the errors of printer_print(). */
enum gh_status GH_MUST_USE app_print_receipt(struct app *app);

#endif
