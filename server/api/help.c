/* The built help under /help/, open to everybody, and the one picture in it that is this server's own: its address as a
 * QR code, for the poster at the gate. */
#include <string.h>

#include "api/endpoints.h"
#include "api/html.h"
#include "api/qr_picture.h"
#include "api/web_send.h"
#include "http/server.h"
#include "records/text_setting.h"

#define VISITORS "/help/zh/visitor.html" /* has a link to its English */
#define PICTURE_WIDTH 400                /* units of the picture */
#define LINE_WIDTH_MAX 380

enum gh_status help_root_get(struct request *rq, struct reply *reply)
{
    reply_header(reply, "Location", "/help/");
    return reply_bytes(rq, reply, 302, "text/plain", BYTES(NULL, 0));
}

enum gh_status help_get(struct request *rq, struct reply *reply)
{
    const char *path = "index.html";
    if (rq->parameters[0][0] && !rq->parameters[1][0] && !strchr(rq->parameters[0], '.')) /* "zh" and "zh/" */
        path = request_text(rq, "%s/index.html", rq->parameters[0]);
    else if (rq->parameters[0][0])
        path = request_text(rq, "%s%s%s%s%s", rq->parameters[0], rq->parameters[1][0] ? "/" : "", rq->parameters[1],
                            rq->parameters[2][0] ? "/" : "", rq->parameters[2]);
    return web_send(rq, reply, rq->server->help, path);
}

/* Returns a line in the middle, pressed together where it would be too wide. y: of its base. */
static const char *line(struct request *rq, int y, int size, const char *text)
{
    int width = 0;
    for (const char *at = text; *at; at++)
        if (((unsigned char)*at & 0xC0) != 0x80) /* begins a character */
            width += (unsigned char)*at < 0x80 ? size * 6 / 10 : size;
    const char *pressed = width > LINE_WIDTH_MAX
                              ? request_text(rq, " textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\"", LINE_WIDTH_MAX)
                              : "";
    return request_text(rq, "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"middle\"%s>%s</text>",
                        PICTURE_WIDTH / 2, y, size, pressed, html_escape(rq, text));
}

enum gh_status help_address_get(struct request *rq, struct reply *reply)
{
    char name[TEXT_SETTING_SIZE], english[TEXT_SETTING_SIZE];
    const char *qr = "";
    bool drawn;
    const char *address = request_text(rq, "%s" VISITORS, rq->server->public_url ? rq->server->public_url : "");
    enum gh_status status = text_setting_load(rq->db, TEXT_SETTING_UNIVERSITY, name);
    if (!status)
        status = text_setting_load(rq->db, TEXT_SETTING_UNIVERSITY_EN, english);
    if (!status)
        status = qr_kept_svg(rq, rq->server->help_code, address, &qr, &drawn);
    if (status)
        return status;
    const char *svg = request_text(
        rq,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d 520\" fill=\"#000\" font-family=\"system-ui, "
        "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif\"><rect width=\"%d\" height=\"520\" "
        "fill=\"#fff\"/>%s%s<svg y=\"84\" width=\"400\" height=\"400\"%s%s</svg>",
        PICTURE_WIDTH, PICTURE_WIDTH, line(rq, 40, 30, name), line(rq, 72, 18, english), qr + sizeof "<svg" - 1,
        line(rq, 506, 16, address));
    reply_header(reply, "Cache-Control", "no-cache");
    return reply_bytes(rq, reply, 200, "image/svg+xml", bytes_of_string(svg));
}
