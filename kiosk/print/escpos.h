/* A slip for receipt printers that speak ESC/POS (Epson's "ESC/POS Application Programming Guide"): Chinese as GB
 * 18030, which printers sold in mainland China hold as a font, the QR code by the printer's own function (GS ( k). */
#ifndef GH_KIOSK_PRINT_ESCPOS_H
#define GH_KIOSK_PRINT_ESCPOS_H

#include <stdint.h>

#include "base/status.h"
#include "print/paper.h"

#define ESCPOS_COLUMNS 32 /* Latin characters a line on 58 mm paper; a Chinese one takes two */
#define ESCPOS_MAX 16384  /* bytes of a slip */

/* out: ESCPOS_MAX bytes. GH_TOO_LONG: does not fit; GH_MALFORMED: a text is no UTF-8; GH_UNSUPPORTED: this system can't
 * make GB 18030. */
enum gh_status GH_MUST_USE escpos_encode(const struct paper *paper, uint8_t *out, size_t *out_len);

#endif
