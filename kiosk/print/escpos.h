/* A slip for receipt printers with ESC/POS (Epson, "ESC/POS Application Programming Guide"). Chinese is sent as GB
 * 18030, for which printers sold in mainland China have a font; the printer draws the QR code (GS ( k). */
#ifndef GH_KIOSK_PRINT_ESCPOS_H
#define GH_KIOSK_PRINT_ESCPOS_H

#include <stdint.h>

#include "base/status.h"
#include "print/paper.h"

#define ESCPOS_COLUMNS 32 /* Latin characters a line on 58 mm paper; a Chinese one takes two */
#define ESCPOS_MAX 16384  /* bytes of a slip */

/* Encodes a slip to out, ESCPOS_MAX bytes. GH_TOO_LONG: it does not fit; GH_MALFORMED: a text is not UTF-8;
 * GH_UNSUPPORTED: this system cannot encode GB 18030. */
enum gh_status GH_MUST_USE escpos_encode(const struct paper *paper, uint8_t *out, size_t *out_len);

#endif
