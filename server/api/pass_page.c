/* Writes a visitor's page. It works without script; with it the code is renewed. */
#include "api/pass_page.h"

#include <stdio.h>
#include <string.h>

#include "api/guide.h"
#include "api/html.h"
#include "api/pass_consent.h"
#include "base/catalog.h"
#include "http/server.h"
#include "people/mobile.h"

static const struct {
    const char *title, *advice;
} words[PASS_STANDING_COUNT] = {
    [PASS_STANDS_ACTIVE] = {N_("Show this code at the gate"),
                            N_("Bring the original of the ID document that you registered.")},
    [PASS_STANDS_EARLY] = {N_("Not valid yet"),
                           N_("You can keep this page. Bring the original of the ID document that you registered.")},
    [PASS_STANDS_USED] = {N_("This pass has been used"),
                          N_("You need no code to leave. To come in again, ask your host for a new visit.")},
    [PASS_STANDS_EXPIRED] = {N_("This pass has expired"), N_("Ask your host for a new visit.")},
    [PASS_STANDS_REVOKED] = {N_("No longer valid"), N_("Ask your host, or the office at the gate.")},
    [PASS_STANDS_BLOCKED] = {N_("Suspended"), N_("Please see the office at the gate.")},
    [PASS_STANDS_REPLACED] = {N_("This link was replaced"),
                              N_("Open the link in the newest message. If you have none, ask your host.")},
};

static const char *university_of(const struct pass_view *view)
{
    const char *campus = view->language == WORDS_ENGLISH ? view->campus.name_en : view->campus.name;
    return view->university[0] ? view->university : campus;
}

static const char *title_of(struct request *rq, const struct pass_view *view)
{
    return request_text(rq, "%s%s%s", html_escape(rq, university_of(view)), view->language == WORDS_ENGLISH ? " " : "",
                        request_tr(rq, N_("Visitor pass")));
}

/* Writes "?lang=en&period=2" with what differs from the plain link, or "". */
static const char *query_of(struct request *rq, size_t period, enum request_language language, bool name_language)
{
    const char *lang = name_language ? (language == LANGUAGE_ENGLISH ? "lang=en" : "lang=zh") : "";
    const char *of_period = period ? request_text(rq, "period=%zu", period) : "";
    return request_text(rq, "%s%s%s%s", *lang || *of_period ? "?" : "", lang, *lang && *of_period ? "&amp;" : "",
                        of_period);
}

/* The period that links to this page must name; 0: none, because there is only one. */
static size_t period_of(const struct pass_view *view)
{
    return view->count > 1 ? view->chosen + 1 : 0;
}

static const char *period_text(struct request *rq, const struct pass_view *view, size_t i)
{
    char text[PERIOD_WORDS_SIZE];
    const struct pass *p = &view->passes[i].pass;
    period_words(&view->campus.calendar, (struct span){p->from, p->to}, rq->now, view->language, text);
    return request_text(rq, "%s", text);
}

static const char *fact(struct request *rq, const char *name, const char *html)
{
    return *html ? request_text(rq, "<dt>%s</dt><dd>%s</dd>", request_tr(rq, name), html) : "";
}

static const char *gates_html(struct request *rq, const struct pass_view *view)
{
    const char *html = "";
    for (size_t i = 0; i < view->gate_count; i++) {
        const struct pass_view_gate *gate = &view->gates[i];
        const char *way = *gate->directions
                              ? request_text(rq, "<span class=\"way\">%s</span>", html_escape(rq, gate->directions))
                              : "";
        html = request_text(rq, "%s<span class=\"gate\">%s</span>%s", html, html_escape(rq, gate->name), way);
    }
    return html;
}

static const char *host_html(struct request *rq, const struct pass_view *view)
{
    const char *name = html_escape(rq, view->host);
    char digits[MOBILE_SHOWN_SIZE] = "";
    size_t used = 0;
    for (const char *at = view->host_mobile; *at && used + 1 < sizeof digits; at++)
        if (*at != ' ')
            digits[used++] = *at;
    return !used ? name
                 : request_text(rq, "%s <a class=\"call\" href=\"tel:%s\">%s</a>", name, html_escape(rq, digits),
                                html_escape(rq, view->host_mobile));
}

static const char *facts_html(struct request *rq, const struct pass_view *view)
{
    const char *campus = view->language == WORDS_ENGLISH ? view->campus.name_en : view->campus.name;
    return request_text(rq, "<dl>%s%s%s%s%s%s</dl>", fact(rq, N_("Valid on"), period_text(rq, view, view->chosen)),
                        view->university[0] ? fact(rq, N_("Campus"), html_escape(rq, campus)) : "",
                        fact(rq, N_("Gates"), gates_html(rq, view)), fact(rq, N_("Host"), host_html(rq, view)),
                        fact(rq, N_("Plate"), html_escape(rq, view->plate)),
                        fact(rq, N_("Application"), html_escape(rq, view->number)));
}

/* How to keep the code, and what a kept one is worth. */
static const char *keeping_html(struct request *rq, const struct pass_codes *codes)
{
    static const char *const live =
        N_("The code renews itself. Show it here: for a picture or a print, the guard asks for your ID document.");
    const char *renews = *codes->live ? request_text(rq, "<p class=\"renews\">%s</p>", request_tr(rq, live)) : "";
    return request_text(rq, "%s<p class=\"renews\">%s</p>", renews,
                        request_tr(rq, N_("Press and hold the code to save it as a picture.")));
}

/* The code on the screen, and over it, unseen, the picture that a long press or the printer takes: web views save
 * neither SVG nor canvas, and a live code would be worthless 90 s later. */
static const char *picture_html(struct request *rq, const struct pass_view *view, const struct pass_codes *codes)
{
    return request_text(rq,
                        "<div id=\"codes\"><div id=\"code\" aria-hidden=\"true\"%s>%s</div><img id=\"still\" "
                        "alt=\"%s\" src=\"/p/%s/code.png%s\"></div>",
                        *codes->live ? " class=\"live\"" : "", *codes->live ? codes->live : codes->still,
                        request_tr(rq, N_("QR code of this pass")), view->link,
                        query_of(rq, period_of(view), rq->language, false));
}

/* The code with its short number, and from when it counts. */
static const char *code_html(struct request *rq, const struct pass_view *view, const struct pass_codes *codes)
{
    char number[SHORT_NUMBER_TEXT_SIZE], begin[PERIOD_WORDS_SIZE];
    const struct pass *p = &view->passes[view->chosen].pass;
    const char *from = "";
    if (!*codes->still)
        return "<div id=\"code\"></div>";
    if (view->standings[view->chosen] == PASS_STANDS_EARLY) {
        const char *text = request_tr(rq, N_("Valid from {time}"));
        char shown[192];
        period_begin_words(&view->campus.calendar, p->from, rq->now, view->language, begin);
        (void)text_format(shown, sizeof shown, text, &(struct text_arg){"time", begin}, 1);
        from = request_text(rq, "<p class=\"from\">%s</p>", html_escape(rq, shown));
    }
    pass_view_number(p, number);
    return request_text(rq, "%s%s<p class=\"number\">%s <strong>%s</strong></p><p id=\"age\" role=\"status\"></p>%s",
                        picture_html(rq, view, codes), from, request_tr(rq, N_("Short number")), number,
                        keeping_html(rq, codes));
}

static const char *state_word(struct request *rq, enum pass_standing standing)
{
    static const char *const texts[PASS_STANDING_COUNT] = {
        [PASS_STANDS_ACTIVE] = N_("valid now"), [PASS_STANDS_EARLY] = N_("to come"),
        [PASS_STANDS_USED] = N_("used"),        [PASS_STANDS_EXPIRED] = N_("over"),
        [PASS_STANDS_REVOKED] = N_("revoked"),  [PASS_STANDS_BLOCKED] = N_("blocked"),
        [PASS_STANDS_REPLACED] = N_("replaced")};
    return request_tr(rq, texts[standing]);
}

/* All periods of the application, each with a link to its code. */
static const char *periods_html(struct request *rq, const struct pass_view *view)
{
    const char *items = "";
    const bool name_language = request_query(rq, "lang") != NULL;
    if (view->count < 2 || view->visit.replaced)
        return "";
    for (size_t i = 0; i < view->count; i++)
        items = request_text(rq, "%s<li><a href=\"%s\"%s>%s <span class=\"state\">%s</span></a></li>", items,
                             query_of(rq, i + 1, rq->language, name_language),
                             i == view->chosen ? " aria-current=\"page\"" : "", period_text(rq, view, i),
                             state_word(rq, view->standings[i]));
    return request_text(rq, "<nav><h2>%s</h2><ul>%s</ul></nav>", request_tr(rq, N_("All periods")), items);
}

/* On phones the browsers inside WeChat and WeCom save no files and print nothing. */
static bool in_app(const struct request *rq)
{
    return rq->agent && strstr(rq->agent, "MicroMessenger/") && strstr(rq->agent, "Mobile");
}

static const char *actions_html(struct request *rq, const struct pass_view *view)
{
    static const char *const elsewhere =
        N_("To print this page or add it to your calendar, tap ··· at the top right and open it in the browser.");
    if (!pass_shows_code(view->standings[view->chosen]))
        return "";
    if (in_app(rq))
        return request_text(rq, "<p class=\"elsewhere\">%s</p>", request_tr(rq, elsewhere));
    return request_text(rq,
                        "<p class=\"actions\"><a class=\"button\" href=\"/p/%s/calendar.ics%s\">%s</a>"
                        "<button type=\"button\" class=\"button\" id=\"print\" hidden>%s</button></p>",
                        view->link, query_of(rq, 0, rq->language, request_query(rq, "lang") != NULL),
                        request_tr(rq, N_("Add to calendar")), request_tr(rq, N_("Print")));
}

/* Tells visitors by car that pictures of the car may be taken. */
static const char *privacy_html(struct request *rq, const struct pass_view *view)
{
    static const char *const text =
        N_("If a guard has to let this vehicle in by hand, its picture is kept for %d days for the security office.");
    const char *const format = request_tr(rq, text);
    const char *days = strstr(format, "%d");
    if (!view->plate[0] || view->picture_days == 0 || !days)
        return "";
    return request_text(rq, "<p class=\"other\">%.*s%lld%s</p>", (int)(days - format), format,
                        (long long)view->picture_days, days + 2);
}

static const char *other_language_html(struct request *rq, size_t period)
{
    const bool english = rq->language == LANGUAGE_ENGLISH;
    return request_text(rq, "<p class=\"other\"><a lang=\"%s\" href=\"%s\">%s</a></p>", english ? "zh-CN" : "en",
                        query_of(rq, period, english ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH, true),
                        english ? "中文" : "English");
}

/* What the script needs: where fresh codes are, and its words. */
static const char *script_html(struct request *rq, const struct pass_view *view)
{
    if (!pass_shows_code(view->standings[view->chosen]))
        return "";
    return request_text(
        rq,
        "<script src=\"/p/pass.js\" defer data-code=\"/p/%s/code%s\" data-state=\"%s\" "
        "data-offline=\"%s\"></script>",
        view->link, query_of(rq, period_of(view), rq->language, false),
        pass_standing_name(view->standings[view->chosen]),
        request_tr(rq, N_("Offline: the code is {minutes} min old. Go online and reload, or show your ID "
                          "document.")));
}

static const char *feedback_html(struct request *rq, const struct pass_view *view)
{
    return request_text(rq, "<p class=\"other\"><a href=\"/p/%s/feedback%s\">%s</a></p>", view->link,
                        query_of(rq, 0, rq->language, request_query(rq, "lang") != NULL),
                        request_tr(rq, N_("Feedback")));
}

enum gh_status pass_page_reply(struct request *rq, struct reply *reply, const struct pass_view *view,
                               const struct pass_codes *codes)
{
    const enum pass_standing standing = view->standings[view->chosen];
    const char *title = title_of(rq, view);
    const bool replaced = standing == PASS_STANDS_REPLACED;
    const char *guide = "";
    const enum gh_status status = replaced ? GH_OK : guide_html(rq, &guide);
    if (status)
        return status;
    const char *who =
        replaced ? ""
                 : request_text(rq, "<p class=\"who\">%s</p>", html_escape(rq, *view->name ? view->name : view->plate));
    const char *main = request_text(
        rq, "<p class=\"title\">%s</p><h1>%s</h1>%s%s<p class=\"advice\">%s</p>%s%s%s%s%s%s%s%s", title,
        request_tr(rq, words[standing].title), who, code_html(rq, view, codes), request_tr(rq, words[standing].advice),
        guide, replaced ? "" : facts_html(rq, view), actions_html(rq, view), periods_html(rq, view),
        privacy_html(rq, view), replaced ? "" : pass_consent_html(rq, view), replaced ? "" : feedback_html(rq, view),
        other_language_html(rq, period_of(view)));
    return html_reply(rq, reply, replaced ? 410 : 200, pass_standing_name(standing), title, main,
                      script_html(rq, view));
}

enum gh_status pass_page_lost(struct request *rq, struct reply *reply, int status, const char *title,
                              const char *advice)
{
    const char *heading = request_tr(rq, title);
    const char *main =
        request_text(rq, "<p class=\"title\">%s</p><h1>%s</h1><p class=\"advice\">%s</p>%s",
                     request_tr(rq, N_("Visitor pass")), heading, request_tr(rq, advice), other_language_html(rq, 0));
    return html_reply(rq, reply, status, "lost", heading, main, "");
}
