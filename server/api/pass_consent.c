/* What was declared about a visitor's data, and the pages on which the visitor withdraws the consent. */
#include "api/pass_consent.h"

#include "act/withdrawal.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/html.h"
#include "base/catalog.h"
#include "flow/calendar.h"
#include "http/server.h"

#define TEXT_SIZE 640

static const char *with_day(struct request *rq, const struct pass_view *view, const char *text, tick at)
{
    char day[CALENDAR_DATE_SIZE], out[TEXT_SIZE];
    calendar_format_date(calendar_day_of(&view->campus.calendar, at), day);
    (void)text_format(out, sizeof out, request_tr(rq, text), &(struct text_arg){"day", day}, 1);
    return html_escape(rq, out);
}

static const char *declared(struct request *rq, const struct pass_view *view)
{
    const struct consent_shown *c = &view->consent;
    if (!view->has_consent || c->by == CONSENT_NOT_RECORDED)
        return request_tr(rq, N_("No consent is recorded for this visit."));
    if (c->by == CONSENT_SELF)
        return with_day(rq, view, N_("On {day} you consented to the handling of your personal data."), c->at);
    if (c->by == CONSENT_GUARDIAN)
        return with_day(rq, view, N_("On {day} a parent or guardian consented to the handling of your personal data."),
                        c->at);
    if (c->by == CONSENT_COMPANION)
        return with_day(rq, view,
                        N_("On {day} the person who applied with you declared that you have this notice and consent."),
                        c->at);
    if (c->minor)
        return with_day(
            rq, view, N_("On {day} your host declared that a parent or guardian has this notice and consents."), c->at);
    return with_day(rq, view, N_("On {day} your host declared that you have this notice and consent."), c->at);
}

static const char *lang_of(struct request *rq)
{
    return !request_query(rq, "lang") ? "" : rq->language == LANGUAGE_ENGLISH ? "?lang=en" : "?lang=zh";
}

static const char *notice_html(struct request *rq, const struct consent_shown *c)
{
    return request_text(rq, "<details><summary>%s %lld</summary><p class=\"notice\" lang=\"%s\">%s</p></details>",
                        request_tr(rq, N_("Notice on personal data, version")), (long long)c->notice,
                        c->language == WORDS_ENGLISH ? "en" : "zh-CN", html_escape(rq, c->text));
}

const char *pass_consent_html(struct request *rq, const struct pass_view *view)
{
    const struct consent_shown *c = &view->consent;
    if (!view->name[0])
        return "";
    const char *way =
        view->has_consent && c->withdrawn_at
            ? request_text(rq, "<p>%s</p>",
                           with_day(rq, view, N_("You withdrew the consent on {day}. Your passes are revoked."),
                                    c->withdrawn_at))
            : request_text(rq, "<p class=\"actions\"><a class=\"button\" href=\"/p/%s/withdraw%s\">%s</a></p>",
                           view->link, lang_of(rq), request_tr(rq, N_("Withdraw the consent")));
    return request_text(rq, "<section class=\"consent\"><h2>%s</h2><p>%s</p>%s%s</section>",
                        request_tr(rq, N_("Your personal data")), declared(rq, view),
                        view->has_consent && c->text[0] ? notice_html(rq, c) : "", way);
}

/* Loads the page of a person; a replaced link, or a vehicle's, has nothing to withdraw. */
static enum gh_status find(struct request *rq, struct pass_view *view)
{
    enum visit_link_form form;
    enum gh_status status = pass_view_find(rq, view, &form);
    if (!status)
        status = pass_view_load(rq, view);
    return status ? status : view->visit.replaced || !view->name[0] ? GH_NOT_FOUND : GH_OK;
}

enum gh_status pass_withdraw_get(struct request *rq, struct reply *reply)
{
    struct pass_view *view = request_alloc(rq, sizeof *view);
    const char *text = "";
    enum gh_status status = find(rq, view);
    if (!status)
        status = html_withdraw_question(
            rq,
            N_("Your passes for this visit are revoked at once. This can't be undone: to come, you "
               "need a new application. Your host and the security office are told. Your data are "
               "erased {days} days after the visit, unless a law requires otherwise."),
            &text);
    if (status)
        return status;
    const char *title = request_tr(rq, N_("Withdraw the consent?"));
    const char *main = request_text(rq,
                                    "<h1>%s</h1><p class=\"who\">%s</p><p class=\"advice\">%s</p><form method=\"post\" "
                                    "action=\"/p/%s/withdraw%s\"><p "
                                    "class=\"actions\"><button class=\"button\">%s</button></p></form><p "
                                    "class=\"other\"><a href=\"/p/%s%s\">%s</a></p>",
                                    title, html_escape(rq, view->name), text, view->link, lang_of(rq),
                                    request_tr(rq, N_("Withdraw and revoke my passes")), view->link, lang_of(rq),
                                    request_tr(rq, N_("Keep my passes")));
    return html_reply(rq, reply, 200, "withdraw", title, main, "");
}

enum gh_status pass_withdraw_post(struct request *rq, struct reply *reply)
{
    struct pass_view *view = request_alloc(rq, sizeof *view);
    const struct act_context context = act_context_of(rq);
    enum gh_status status = find(rq, view);
    if (!status)
        status = act_withdraw_consent(&context, &view->visit);
    if (status)
        return status;
    const char *title = request_tr(rq, N_("The consent is withdrawn"));
    const char *main =
        request_text(rq, "<h1>%s</h1><p class=\"advice\">%s</p><p class=\"other\"><a href=\"/p/%s%s\">%s</a></p>",
                     title, request_tr(rq, N_("Your passes are revoked. Your host and the security office are told.")),
                     view->link, lang_of(rq), request_tr(rq, N_("Back to the pass page")));
    return html_reply(rq, reply, 200, "withdrawn", title, main, "");
}
