/* The card of open items that a portal shows in a frame. It has links alone, which open in a new tab: what somebody
 * could be led to click by a page around it changes nothing. */
#include <string.h>

#include "api/endpoints.h"
#include "api/html.h"
#include "api/pass_assets.h"
#include "api/portal.h"
#include "base/catalog.h"
#include "http/form.h"
#include "http/route.h"
#include "http/server.h"
#include "records/setting.h"
#include "records/text_setting.h"

#define SHOWN 5
#define STYLE 3 /* of pass_assets */

enum gh_status card_style_get(struct request *rq, struct reply *reply)
{
    reply_header(reply, "Cache-Control", "public, max-age=3600");
    return reply_bytes(rq, reply, 200, "text/css; charset=utf-8", bytes_of_string(pass_assets[STYLE]));
}

/* Says which portals may frame the reply. */
static enum gh_status allow_frames(struct request *rq, struct reply *reply)
{
    char origins[TEXT_SETTING_SIZE];
    enum gh_status status = text_setting_load(rq->db, TEXT_SETTING_FRAME_ORIGINS, origins);
    if (!status)
        reply->frame_ancestors = request_copy(rq, bytes_of_string(origins));
    return status;
}

static const char *link_html(struct request *rq, const char *path, const char *text)
{
    const char *url = rq->server->public_url ? rq->server->public_url : "";
    return request_text(rq, "<a class=\"more\" target=\"_blank\" rel=\"noopener noreferrer\" href=\"%s%s\">%s</a>",
                        html_escape(rq, url), path, request_tr(rq, text));
}

static enum gh_status page(struct request *rq, struct reply *reply, int status, const char *heading, const char *main)
{
    const char *html = request_text(
        rq,
        "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex,nofollow\"><title>%s"
        "</title><link rel=\"stylesheet\" href=\"/card.css\"></head><body><main><h1>%s</h1>%s</main></body></html>",
        rq->language == LANGUAGE_ENGLISH ? "en" : "zh-CN", heading, heading, main);
    return reply_bytes(rq, reply, status, "text/html; charset=utf-8", bytes_of_string(html));
}

static enum gh_status show_items(struct request *rq, struct reply *reply, const struct session *session)
{
    struct portal_items *items = request_alloc(rq, sizeof *items);
    char heading[128], count[24];
    const char *list = "";
    enum gh_status status = portal_items_load(rq, session, 0, SHOWN, items);
    if (status)
        return status;
    for (size_t i = 0; i < items->shown; i++)
        list = request_text(rq,
                            "%s<li><a target=\"_blank\" rel=\"noopener noreferrer\" href=\"%s\">%s<span "
                            "class=\"state\">%s</span></a></li>",
                            list, html_escape(rq, items->items[i].link), html_escape(rq, items->items[i].title),
                            items->items[i].words);
    (void)snprintf(count, sizeof count, "%lld", (long long)items->count);
    (void)text_format(heading, sizeof heading, request_tr(rq, N_("Entry of visitors: {count} open items")),
                      &(struct text_arg){"count", count}, 1);
    const char *main = request_text(rq, "<ul>%s</ul>%s%s", list, link_html(rq, "/app/", N_("All items")),
                                    link_html(rq, "/app/hall", N_("New application")));
    return page(rq, reply, 200, html_escape(rq, heading), main);
}

static enum gh_status show_sign_in(struct request *rq, struct reply *reply)
{
    return page(rq, reply, 200, request_tr(rq, N_("Entry of visitors")),
                request_text(rq, "%s%s", link_html(rq, "/app/", N_("Sign in to see your open items")),
                             link_html(rq, "/app/hall", N_("New application"))));
}

/* The browser sends the session's cookie (SameSite=Lax) into a frame where portal and server are of one site
 * (portal.example.edu.cn, visit.example.edu.cn). Elsewhere the card is that of nobody, and the portal sends a token. */
enum gh_status card_get(struct request *rq, struct reply *reply)
{
    struct session *session = request_alloc(rq, sizeof *session);
    const struct bytes token = request_session_token(rq);
    enum gh_status status = allow_frames(rq, reply);
    if (status)
        return status;
    status = token.len ? session_find(rq->db, token, rq->now, session) : GH_NOT_FOUND;
    if (!status)
        status = route_judge_session(rq->server, rq->db, session);
    if (status == GH_NOT_FOUND || (!status && (session->must_change_password || session->lacks_second_factor)))
        return show_sign_in(rq, reply);
    return status ? status : show_items(rq, reply, session);
}

enum gh_status card_post(struct request *rq, struct reply *reply)
{
    char token[PORTAL_TOKEN_MAX + 1] = "";
    struct session *session = request_alloc(rq, sizeof *session);
    enum problem problem = PROBLEM_COUNT;
    if (form_value(rq->body, "token", token, sizeof token))
        token[0] = '\0';
    enum gh_status status = allow_frames(rq, reply);
    if (!status)
        status = portal_admit(rq, reply, bytes_of_string(token), session, &problem);
    if (status)
        return status;
    if (problem == PROBLEM_COUNT)
        return show_items(rq, reply, session);
    const struct problem_text *text = problem_text(problem);
    return page(rq, reply, text->status, request_tr(rq, text->title),
                request_text(rq, "<p>%s</p>%s", request_tr(rq, text->detail),
                             link_html(rq, "/app/", N_("Open it in a new tab"))));
}
