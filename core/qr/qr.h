/* QR codes for screens and paper: encodes a text and writes it as SVG, PNG or terminal text.
 *
 * Level M, dark on light, quiet zone of four modules (ISO/IEC 18004 6.3.8). A pass of up to 221 characters of the
 * alphanumeric set fits version 8 (49 x 49 modules). */
#ifndef GH_QR_QR_H
#define GH_QR_QR_H

#include <stdio.h>

#include "base/bytes.h"

#define QR_QUIET_ZONE 4
#define QR_SIDE_MAX 177 /* modules of version 40 */
#define QR_SCALE_MAX 64 /* pixels a module */

struct qr {
    int side; /* modules, without the quiet zone */
    uint8_t dark[QR_SIDE_MAX * QR_SIDE_MAX];
};

/* Encodes a text, in the alphanumeric mode where it can. GH_TOO_LONG: more than version 40 holds. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE qr_encode(struct bytes text, struct qr *out);

/* True for a dark module. False outside the symbol, so that the quiet zone needs no special case. */
bool qr_is_dark(const struct qr *qr, int x, int y);

/* Write the code to an open stream (borrowed). GH_FULL or GH_IO when writing fails. */
enum gh_status GH_MUST_USE qr_write_svg(const struct qr *qr, FILE *out);
enum gh_status GH_MUST_USE qr_write_png(const struct qr *qr, int scale, FILE *out);
/* Two modules a character with half blocks, dark on light in ANSI colours, so that a phone reads it off a dark
 * terminal.
 */
enum gh_status GH_MUST_USE qr_write_terminal(const struct qr *qr, FILE *out);

#endif
