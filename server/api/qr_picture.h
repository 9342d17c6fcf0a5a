/* A QR code as a picture: an SVG inside an answer, or a PNG as the answer. */
#ifndef GH_SERVER_API_QR_PICTURE_H
#define GH_SERVER_API_QR_PICTURE_H

#include "http/request.h"

/* Writes <svg …> with a quiet zone and without an XML declaration. *out lives as long as the request. GH_TOO_LONG: the
 * text does not fit into a QR code. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE qr_svg(struct request *rq, const char *text, const char **out);
/* Draws a PNG with a quiet zone, sharp enough for paper. Otherwise as qr_svg(). */
enum gh_status GH_MUST_USE qr_png(struct request *rq, const char *text, struct bytes *out);

/* The newest code that a page without sign-in shows, so that a crowd that loads it has it drawn once. */
struct qr_kept;
enum gh_status GH_MUST_USE qr_kept_open(struct qr_kept **out); /* GH_NO_MEMORY */
void qr_kept_close(struct qr_kept *kept);                      /* takes NULL */
/* As qr_svg(), and keeps what it draws until the text is another. kept NULL: draws. *drawn: it did. */
enum gh_status GH_MUST_USE qr_kept_svg(struct request *rq, struct qr_kept *kept, const char *text, const char **out,
                                       bool *drawn);

#endif
