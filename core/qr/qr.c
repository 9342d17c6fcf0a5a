#include "qr/qr.h"

#include <errno.h>
#include <png.h>
#include <qrencode.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

enum gh_status qr_encode(struct bytes text, struct qr *out)
{
    if (text.len == 0 || text.len > 4296)
        return text.len == 0 ? GH_MALFORMED : GH_TOO_LONG;
    /* libqrencode splits only strings into modes; text with a NUL needs the byte mode. */
    char copy[4297];
    SECRET_UNTIL_END(copy);
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    QRcode *code = memchr(copy, '\0', text.len) ? QRcode_encodeData((int)text.len, text.data, 0, QR_ECLEVEL_M)
                                                : QRcode_encodeString(copy, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code)
        return errno == ENOMEM ? GH_NO_MEMORY : GH_TOO_LONG;
    out->side = code->width;
    for (int i = 0; i < code->width * code->width; i++)
        out->dark[i] = code->data[i] & 1;
    QRcode_free(code);
    secret_wipe_freed(); /* libqrencode frees its copies of the text as they are, and the text may be a secret */
    return GH_OK;
}

bool qr_is_dark(const struct qr *qr, int x, int y)
{
    return x >= 0 && y >= 0 && x < qr->side && y < qr->side && qr->dark[y * qr->side + x];
}

static enum gh_status status_of_stream(FILE *out)
{
    if (fflush(out) == 0 && !ferror(out))
        return GH_OK;
    return errno == ENOSPC ? GH_FULL : GH_IO;
}

enum gh_status qr_write_svg(const struct qr *qr, FILE *out)
{
    int size = qr->side + 2 * QR_QUIET_ZONE;
    (void)fprintf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
                  "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
                  size, size, size, size);
    for (int y = 0; y < qr->side; y++) {
        for (int x = 0; x < qr->side;) {
            int run = 0;
            while (qr_is_dark(qr, x + run, y))
                run++;
            if (run > 0)
                (void)fprintf(out, "M%d %dh%dv1h-%dz", x + QR_QUIET_ZONE, y + QR_QUIET_ZONE, run, run);
            x += run > 0 ? run : 1;
        }
    }
    (void)fprintf(out, "\"/></svg>\n");
    return status_of_stream(out);
}

static void fill_row(const struct qr *qr, int y, int scale, png_byte *row)
{
    int size = qr->side + 2 * QR_QUIET_ZONE;
    for (int x = 0; x < size; x++)
        memset(row + x * scale, qr_is_dark(qr, x - QR_QUIET_ZONE, y - QR_QUIET_ZONE) ? 0 : 255, (size_t)scale);
}

enum gh_status qr_write_png(const struct qr *qr, int scale, FILE *out)
{
    png_byte row[(QR_SIDE_MAX + 2 * QR_QUIET_ZONE) * QR_SCALE_MAX];
    int size = qr->side + 2 * QR_QUIET_ZONE;
    if (scale < 1 || scale > QR_SCALE_MAX)
        return GH_TOO_LONG;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_write_struct(&png, NULL);
        return GH_NO_MEMORY;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return GH_IO;
    }
    png_init_io(png, out);
    png_set_IHDR(png, info, (png_uint_32)(size * scale), (png_uint_32)(size * scale), 8, PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < size * scale; y++) {
        fill_row(qr, y / scale, scale, row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return status_of_stream(out);
}

enum gh_status qr_write_terminal(const struct qr *qr, FILE *out)
{
    static const char *const blocks[2][2] = {{" ", "▄"}, {"▀", "█"}};
    for (int y = -QR_QUIET_ZONE; y < qr->side + QR_QUIET_ZONE; y += 2) {
        (void)fputs("\033[30;107m", out);
        for (int x = -QR_QUIET_ZONE; x < qr->side + QR_QUIET_ZONE; x++)
            (void)fputs(blocks[qr_is_dark(qr, x, y)][qr_is_dark(qr, x, y + 1)], out);
        (void)fputs("\033[0m\n", out);
    }
    return status_of_stream(out);
}
