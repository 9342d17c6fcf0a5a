/* The endpoint of the page that shows a walk-up application. It has a number, a state and the reason of a refusal, but
 * nothing of the application: a photograph of the QR code at the gate reveals nothing personal. */
#include <string.h>

#include "act/walk_up_state.h"
#include "act/withdrawal.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/html.h"
#include "api/pass_page.h"
#include "base/catalog.h"
#include "flow/walk_up_words.h"
#include "http/server.h"

static const struct {
    const char *class, *title, *advice;
} states[WALK_UP_STATE_COUNT] = {
    [WALK_UP_RECEIVED] =
        {"waiting", N_("Not arrived yet"),
         N_("The gate may be offline; your application arrives by itself. If this page is still the same after half an "
            "hour, ask the guard.")},
    [WALK_UP_UNIT] = {"waiting", N_("The unit is looking at it"),
                      N_("The unit has the application. This page updates itself.")},
    [WALK_UP_SECURITY] = {"waiting", N_("The security office is looking at it"),
                          N_("The unit has agreed. This page updates itself.")},
    [WALK_UP_APPROVED] = {"active", N_("You may enter"),
                          N_("Show your ID document to the guard, or the code that we sent to your phone.")},
    [WALK_UP_REFUSED] = {"revoked", N_("Not approved"), ""},
    [WALK_UP_ENDED] = {"expired", N_("This application has expired"),
                       N_("Apply again at the gate if you still want to enter.")},
};

/* Writes text for HTML; out has room for six times its bytes. */
static void escape_html(const char *text, char *out)
{
    for (; *text; text++) {
        const char *entity = *text == '<'   ? "&lt;"
                             : *text == '>' ? "&gt;"
                             : *text == '&' ? "&amp;"
                             : *text == '"' ? "&quot;"
                                            : NULL;
        const size_t len = entity ? strlen(entity) : 1;
        memcpy(out, entity ? entity : text, len);
        out += len;
    }
    *out = '\0';
}

static struct walk_up_words refusal_words(const struct request *rq, const struct walk_up_view *view)
{
    return walk_up_words_of(view->reason, view->closed,
                            rq->language == LANGUAGE_ENGLISH ? WORDS_ENGLISH : WORDS_CHINESE);
}

/* A photograph of the code at the gate can end the application, so the page asks first. */
static bool may_withdraw(const struct walk_up_view *view)
{
    return !view->withdrawn_at &&
           (view->state == WALK_UP_UNIT || view->state == WALK_UP_SECURITY || view->state == WALK_UP_APPROVED);
}

static const char *lang_of(struct request *rq)
{
    return rq->language == LANGUAGE_ENGLISH ? "en" : "zh";
}

static const char *withdraw_link(struct request *rq, const struct walk_up_view *view)
{
    return may_withdraw(view) ? request_text(rq, "<p class=\"other\"><a href=\"/w/%s/withdraw?lang=%s\">%s</a></p>",
                                             rq->parameters[0], lang_of(rq), request_tr(rq, N_("Withdraw the consent")))
                              : "";
}

/* What to do now. */
static const char *advice_text(struct request *rq, const struct walk_up_view *view)
{
    if (view->withdrawn_at)
        return request_tr(rq, N_("Your application has ended. Apply again at the gate if you still want to enter."));
    if (view->state != WALK_UP_REFUSED)
        return request_tr(rq, states[view->state].advice);
    return request_text(rq, "%s%s", refusal_words(rq, view).advice, rq->language == LANGUAGE_ENGLISH ? "." : "。");
}

/* Makes the paragraph with the reason; "" when there is nothing to say. */
static const char *reason_text(struct request *rq, const struct walk_up_view *view)
{
    char remark[6 * sizeof view->remark];
    const struct walk_up_words words = refusal_words(rq, view);
    const char *reason = view->state == WALK_UP_REFUSED && words.reason[0] ? words.reason : remark;
    escape_html(view->remark, remark);
    return *reason ? request_text(rq, "<p>%s%s</p>", request_tr(rq, N_("Reason: ")), reason) : "";
}

static const char *page_text(struct request *rq, const struct walk_up_view *view, const char *number)
{
    const enum walk_up_state state = view->state;
    bool english = rq->language == LANGUAGE_ENGLISH;
    bool waits = state < WALK_UP_APPROVED;
    const char *class = view->withdrawn_at ? states[WALK_UP_REFUSED].class : states[state].class;
    const char *title = view->withdrawn_at ? N_("The consent is withdrawn") : states[state].title;
    return request_text(
        rq,
        "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex,nofollow\">%s"
        "<title>%s</title><link rel=\"stylesheet\" href=\"/p/pass.css\"></head><body class=\"%s\"><main>"
        "<p class=\"who\">%s</p><h1>%s</h1>%s<p>%s</p>%s<p class=\"other\"><a "
        "href=\"?lang=%s\">%s</a></p></main></body>"
        "</html>",
        english ? "en" : "zh-CN", waits ? "<meta http-equiv=\"refresh\" content=\"15\">" : "",
        request_tr(rq, N_("Application at the gate")), class, number, request_tr(rq, title), reason_text(rq, view),
        advice_text(rq, view), withdraw_link(rq, view), english ? "zh" : "en", english ? "中文" : "English");
}

/* A booth without network has given out the link, and the application is not here yet. From outside such a link looks
 * like a guessed one, so that any text of the right form gets the waiting page and counts as no guess. */
static bool may_be_waiting(const char *link)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return strlen(link) == WALK_UP_LINK_LEN && strspn(link, letters) == WALK_UP_LINK_LEN;
}

enum gh_status walk_up_page_get(struct request *rq, struct reply *reply)
{
    struct walk_up_view view = {.state = WALK_UP_RECEIVED};
    enum gh_status status = walk_up_by_link(rq->db, rq->server->vault, bytes_of_string(rq->parameters[0]), &view);
    if (status && status != GH_NOT_FOUND)
        return status;
    if (view.language[0] && !request_query(rq, "lang"))
        rq->language = strcmp(view.language, "en") == 0 ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
    if (status && !may_be_waiting(rq->parameters[0]))
        return pass_page_lost(
            rq, reply, 404, N_("This link is incomplete"),
            N_("A part was lost. Scan the code on the screen or the receipt again, or ask the guard."));
    const char *number = status ? "" : request_text(rq, "%s %04lld", request_tr(rq, N_("No.")), (long long)view.number);
    reply_header(reply, "X-Robots-Tag", "noindex, nofollow");
    return reply_bytes(rq, reply, 200, "text/html; charset=utf-8", bytes_of_string(page_text(rq, &view, number)));
}

/* Finds an application whose consent can be withdrawn. */
static enum gh_status find(struct request *rq, struct walk_up_view *view)
{
    enum gh_status status = walk_up_by_link(rq->db, rq->server->vault, bytes_of_string(rq->parameters[0]), view);
    return status ? status : may_withdraw(view) || view->withdrawn_at ? GH_OK : GH_NOT_FOUND;
}

enum gh_status walk_up_withdraw_get(struct request *rq, struct reply *reply)
{
    struct walk_up_view view = {.state = WALK_UP_RECEIVED};
    const char *text = "";
    enum gh_status status = find(rq, &view);
    if (!status)
        status =
            html_withdraw_question(rq,
                                   N_("Your application ends at once, and passes that you have are revoked, for "
                                      "everybody in it. This can't be undone: to come, apply again. The security "
                                      "office is told. Your data are erased {days} days after the visit, unless a law "
                                      "requires otherwise."),
                                   &text);
    if (status)
        return status;
    const char *title = request_tr(rq, N_("Withdraw the consent?")), *link = rq->parameters[0], *lang = lang_of(rq);
    const char *main = request_text(
        rq,
        "<p class=\"who\">%s %04lld</p><h1>%s</h1><p class=\"advice\">%s</p><form method=\"post\" "
        "action=\"/w/%s/withdraw?lang=%s\"><p class=\"actions\"><button class=\"button\">%s</button></p>"
        "</form><p class=\"other\"><a href=\"/w/%s?lang=%s\">%s</a></p>",
        request_tr(rq, N_("No.")), (long long)view.number, title, text, link, lang,
        request_tr(rq, N_("Withdraw and end the application")), link, lang, request_tr(rq, N_("Keep the application")));
    return html_reply(rq, reply, 200, "withdraw", title, main, "");
}

enum gh_status walk_up_withdraw_post(struct request *rq, struct reply *reply)
{
    struct walk_up_view view = {.state = WALK_UP_RECEIVED};
    const struct act_context context = act_context_of(rq);
    enum gh_status status = find(rq, &view);
    if (!status)
        status = act_withdraw_walk_up(&context, &view.id);
    if (status)
        return status;
    const char *title = request_tr(rq, N_("The consent is withdrawn"));
    const char *main = request_text(
        rq, "<h1>%s</h1><p class=\"advice\">%s</p><p class=\"other\"><a href=\"/w/%s?lang=%s\">%s</a></p>", title,
        request_tr(rq, N_("Your application has ended. Apply again at the gate if you still want to enter.")),
        rq->parameters[0], lang_of(rq), request_tr(rq, N_("Back to the application")));
    return html_reply(rq, reply, 200, "withdrawn", title, main, "");
}
