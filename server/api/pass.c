/* Endpoints of a visitor's page: page, live code, picture to keep, calendar file, style and script. */
#include <string.h>

#include "api/endpoints.h"
#include "api/pass_assets.h"
#include "api/pass_page.h"
#include "api/qr_picture.h"
#include "base/catalog.h"
#include "http/server.h"

/* Makes the picture of a code that is signed now. "": this server can't sign. */
static enum gh_status draw_live(struct request *rq, const struct pass *pass, char text[static TOKEN_TEXT_MAX + 1],
                                const char **svg)
{
    if (!rq->server->issuer)
        return GH_OK;
    enum gh_status status = pass_present(pass, rq->server->issuer, rq->now, text);
    return status ? status : qr_svg(rq, text, svg);
}

enum gh_status pass_page_get(struct request *rq, struct reply *reply)
{
    struct pass_view *view = request_alloc(rq, sizeof *view);
    enum visit_link_form form;
    struct pass_codes codes = {"", ""};
    char text[TOKEN_TEXT_MAX + 1];
    enum gh_status status = pass_view_find(rq, view, &form);
    if (status == GH_NOT_FOUND && form == VISIT_LINK_CUT)
        return pass_page_lost(
            rq, reply, 404, N_("This link is incomplete"),
            N_("A part was lost when it was copied. Go back to the message and tap the whole link, or "
               "ask your host to send it again."));
    if (!status)
        status = pass_view_load(rq, view);
    if (!status && pass_shows_code(view->standings[view->chosen])) {
        const struct pass *pass = &view->passes[view->chosen].pass;
        status = qr_svg(rq, pass->token, &codes.still);
        if (!status)
            status = draw_live(rq, pass, text, &codes.live);
    }
    return status ? status : pass_page_reply(rq, reply, view, &codes);
}

enum gh_status pass_page_refuse(struct request *rq, struct reply *reply, enum problem problem)
{
    switch (problem) {
    case PROBLEM_NOT_FOUND:
        return pass_page_lost(rq, reply, 404, N_("There is no pass under this link"),
                              N_("Open the link in the message itself, or ask your host to send it again."));
    case PROBLEM_TOO_MANY_TRIES:
        return pass_page_lost(rq, reply, 429, N_("Too many tries"),
                              N_("Wait a minute, then open the link in the message."));
    default:
        return pass_page_lost(rq, reply, problem_text(problem)->status, N_("The page can't be shown now"),
                              N_("Try again in a moment. At the gate, show your ID document to the guard."));
    }
}

enum gh_status pass_none_get(struct request *rq, struct reply *reply)
{
    return pass_page_refuse(rq, reply, PROBLEM_NOT_FOUND);
}

enum gh_status pass_calendar_get(struct request *rq, struct reply *reply)
{
    struct pass_view *view = request_alloc(rq, sizeof *view);
    enum visit_link_form form;
    enum gh_status status = pass_view_find(rq, view, &form);
    if (!status)
        status = pass_view_load(rq, view);
    return status ? status : pass_calendar_reply(rq, reply, view);
}

enum gh_status pass_code_get(struct request *rq, struct reply *reply)
{
    struct pass_view *view = request_alloc(rq, sizeof *view);
    char text[TOKEN_TEXT_MAX + 1] = "";
    const char *svg = "";
    enum visit_link_form form;
    enum gh_status status = pass_view_find(rq, view, &form);
    if (status)
        return status;
    const enum pass_standing standing = view->standings[view->chosen];
    const bool live = pass_shows_code(standing) && rq->server->issuer;
    if (live)
        status = draw_live(rq, &view->passes[view->chosen].pass, text, &svg);
    if (status)
        return status;
    return reply_json(rq, reply, 200,
                      json_pack("{s:s, s:s, s:s, s:b, s:I, s:I}", "state", pass_standing_name(standing), "svg", svg,
                                "text", text, "live", (int)live, "issued_at", (json_int_t)rq->now, "expires_at",
                                (json_int_t)(rq->now + CLAIMS_LIVE_MS)));
}

/* The code that counts for the whole period, as a picture that a long press saves. Where there is none, the page says
 * why. */
enum gh_status pass_picture_get(struct request *rq, struct reply *reply)
{
    struct pass_view *view = request_alloc(rq, sizeof *view);
    enum visit_link_form form;
    struct bytes picture;
    char number[SHORT_NUMBER_TEXT_SIZE];
    enum gh_status status = pass_view_find(rq, view, &form);
    if (status)
        return status;
    if (!pass_shows_code(view->standings[view->chosen]))
        return pass_page_get(rq, reply);
    const struct pass *pass = &view->passes[view->chosen].pass;
    status = qr_png(rq, pass->token, &picture);
    if (status)
        return status;
    pass_view_number(pass, number);
    reply_header(reply, "Content-Disposition", request_text(rq, "inline; filename=\"%s.png\"", number));
    return reply_bytes(rq, reply, 200, "image/png", picture);
}

enum gh_status pass_style_get(struct request *rq, struct reply *reply)
{
    reply_header(reply, "Cache-Control", "public, max-age=3600");
    return reply_bytes(rq, reply, 200, "text/css; charset=utf-8", bytes_of_string(pass_assets[0]));
}

enum gh_status pass_script_get(struct request *rq, struct reply *reply)
{
    reply_header(reply, "Cache-Control", "public, max-age=3600");
    return reply_bytes(rq, reply, 200, "text/javascript; charset=utf-8", bytes_of_string(pass_assets[1]));
}
