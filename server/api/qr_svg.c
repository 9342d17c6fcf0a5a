/* Draws a QR code as SVG. */
#include "api/qr_svg.h"

#include <stdio.h>
#include <string.h>

#include "qr/qr.h"

#define SVG_MAX ((size_t)64 * 1024)

enum gh_status qr_svg(struct request *rq, const char *text, const char **out)
{
    struct qr *qr = request_alloc(rq, sizeof *qr);
    char *svg = request_alloc(rq, SVG_MAX);
    enum gh_status status = qr_encode(bytes_of_string(text), qr);
    FILE *stream = status ? NULL : fmemopen(svg, SVG_MAX - 1, "w");
    if (!stream)
        return status ? status : GH_NO_MEMORY;
    status = qr_write_svg(qr, stream);
    if (fclose(stream) != 0)
        status = GH_TOO_LONG;
    const char *begin = strstr(svg, "<svg");
    *out = begin ? begin : svg;
    return status;
}
