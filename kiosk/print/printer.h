/* The receipt printer, in a thread of its own: paper runs out and cables are pulled, and the screen must not wait. */
#ifndef GH_KIOSK_PRINT_PRINTER_H
#define GH_KIOSK_PRINT_PRINTER_H

#include <stdbool.h>

#include "base/status.h"
#include "print/paper.h"

struct printer;

/* target: a device or an existing file, such as /dev/usb/lp0; or cups:QUEUE, a raw queue of CUPS that `lp` of
 * cups-client reaches. wake: called on the printer's thread when printer_take() has something; ctx is borrowed.
 * GH_TOO_LONG, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE printer_open(const char *target, void (*wake)(void *ctx), void *ctx, struct printer **out);
void printer_close(struct printer *printer); /* gives up what is being printed; takes NULL */
/* Copies paper. GH_BUSY: the last one is still under way; else as escpos_encode(). */
enum gh_status GH_MUST_USE printer_print(struct printer *printer, const struct paper *paper);
/* How the last one ended; false: nothing new. */
bool printer_take(struct printer *printer, enum printed *out);

#endif
