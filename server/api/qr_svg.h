/* A code as a picture inside an answer. */
#ifndef GH_SERVER_HTTP_QR_SVG_H
#define GH_SERVER_HTTP_QR_SVG_H

#include "http/request.h"

/* <svg …> without an XML declaration, with its quiet zone; lives as long as the request. GH_TOO_LONG for text that no
 * code holds. */
enum gh_status GH_MUST_USE qr_svg(struct request *rq, const char *text, const char **out);

#endif
