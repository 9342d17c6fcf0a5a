/* QR codes to be shown and printed: a pass's text as modules, and those as SVG, PNG and terminal text.
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

/* GH_TOO_LONG for more than version 40 holds, GH_NO_MEMORY. Text that fits the alphanumeric set is encoded in it. */
enum gh_status GH_MUST_USE qr_encode(struct bytes text, struct qr *out);

/* False outside the symbol, so that the quiet zone needs no special case. */
bool qr_is_dark(const struct qr *qr, int x, int y);

/* Each writes to an open stream (borrowed). GH_FULL or GH_IO when writing fails. */
enum gh_status GH_MUST_USE qr_write_svg(const struct qr *qr, FILE *out);
enum gh_status GH_MUST_USE qr_write_png(const struct qr *qr, int scale, FILE *out);
/* Two modules a character by half blocks, dark on light by ANSI colours, so that a phone reads it off a dark terminal.
 */
enum gh_status GH_MUST_USE qr_write_terminal(const struct qr *qr, FILE *out);

#endif
