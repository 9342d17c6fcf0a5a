/* A QR code as an SVG inside an answer. */
#ifndef GH_SERVER_HTTP_QR_SVG_H
#define GH_SERVER_HTTP_QR_SVG_H

#include "http/request.h"

/* Writes <svg …> with a quiet zone and without an XML declaration. *out lives as long as the request. GH_TOO_LONG: the
 * text does not fit into a QR code. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE qr_svg(struct request *rq, const char *text, const char **out);

#endif
