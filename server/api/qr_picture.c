/* Draws a QR code as SVG or PNG into the request's memory. */
#include "api/qr_picture.h"

#include <stdio.h>
#include <string.h>

#include "qr/qr.h"

#define PICTURE_MAX ((size_t)64 * 1024)
#define PNG_SCALE 12 /* pixels a module: a pass is 684 px wide */

static enum gh_status write_svg(const struct qr *qr, FILE *out)
{
    return qr_write_svg(qr, out);
}

static enum gh_status write_png(const struct qr *qr, FILE *out)
{
    return qr_write_png(qr, PNG_SCALE, out);
}

/* Encodes the text and has it drawn. The picture ends with a NUL that does not count. */
static enum gh_status draw(struct request *rq, const char *text,
                           enum gh_status (*write)(const struct qr *qr, FILE *out), struct bytes *out)
{
    struct qr *qr = request_alloc(rq, sizeof *qr);
    char *picture = request_alloc(rq, PICTURE_MAX);
    enum gh_status status = qr_encode(bytes_of_string(text), qr);
    FILE *stream = status ? NULL : fmemopen(picture, PICTURE_MAX - 1, "wb");
    if (!stream)
        return status ? status : GH_NO_MEMORY;
    status = write(qr, stream);
    const long len = ftell(stream);
    if (fclose(stream) != 0 || len < 0)
        status = GH_TOO_LONG;
    *out = (struct bytes){(const uint8_t *)picture, len < 0 ? 0 : (size_t)len};
    return status;
}

enum gh_status qr_svg(struct request *rq, const char *text, const char **out)
{
    struct bytes picture;
    enum gh_status status = draw(rq, text, write_svg, &picture);
    if (status)
        return status;
    const char *begin = strstr((const char *)picture.data, "<svg");
    *out = begin ? begin : (const char *)picture.data;
    return GH_OK;
}

enum gh_status qr_png(struct request *rq, const char *text, struct bytes *out)
{
    return draw(rq, text, write_png, out);
}
