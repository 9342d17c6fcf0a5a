/* The receipt printer in its own thread, because paper runs out and cables are pulled while the screen must not
 * wait. */
#ifndef GH_KIOSK_PRINT_PRINTER_H
#define GH_KIOSK_PRINT_PRINTER_H

#include <stdbool.h>

#include "base/status.h"
#include "print/paper.h"

struct printer;

/* Starts the thread. target: a device or an existing file, such as /dev/usb/lp0; or cups:QUEUE, a raw queue of CUPS
 * for `lp` of cups-client. wake: called on the printer's thread when printer_take() has something; ctx is borrowed.
 * GH_TOO_LONG, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE printer_open(const char *target, void (*wake)(void *ctx), void *ctx, struct printer **out);
void printer_close(struct printer *printer); /* drops what is being printed; takes NULL */
/* Prints a slip, which it copies. GH_BUSY: the last one is still printing; otherwise as escpos_encode(). */
enum gh_status GH_MUST_USE printer_print(struct printer *printer, const struct paper *paper);
/* Takes the outcome of the last slip; false: none is new. */
bool printer_take(struct printer *printer, enum printed *out);

#endif
