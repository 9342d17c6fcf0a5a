/* The page on which a visitor writes a remark about the system and reads the answers. It works without script; with it
 * a picture can be sent, too. */
#include <string.h>

#include "api/endpoints.h"
#include "api/feedback_json.h"
#include "api/html.h"
#include "api/pass_assets.h"
#include "api/pass_view.h"
#include "api/rows_json.h"
#include "base/catalog.h"
#include "flow/calendar.h"
#include "http/form.h"
#include "http/server.h"
#include "records/feedback.h"

/* Finds the visit of a link that still shows passes. */
static enum gh_status find(struct request *rq, struct pass_view *view)
{
    enum visit_link_form form;
    enum gh_status status = pass_view_find(rq, view, &form);
    if (!status)
        status = pass_view_load(rq, view);
    return status ? status : view->visit.replaced ? GH_NOT_FOUND : GH_OK;
}

static const char *lang_of(struct request *rq)
{
    return !request_query(rq, "lang") ? "" : rq->language == LANGUAGE_ENGLISH ? "?lang=en" : "?lang=zh";
}

static const char *back_html(struct request *rq, const struct pass_view *view)
{
    return request_text(rq, "<p class=\"other\"><a href=\"/p/%s%s\">%s</a></p>", view->link, lang_of(rq),
                        request_tr(rq, N_("Back to the pass page")));
}

/* ---- The visitor's own remarks ---- */

static enum gh_status own_item(struct request *rq, struct db_rows *rows, json_t **out)
{
    const char *text = "";
    enum gh_status status = feedback_row_text(rq, rows, &text);
    if (status)
        return status;
    *out = json_pack("{s:o, s:o, s:s, s:[]}", "id", rows_id(rows, FEEDBACK_COLUMN_ID), "at",
                     rows_number(rows, FEEDBACK_COLUMN_AT), "text", text, "answers");
    return *out ? GH_OK : GH_NO_MEMORY;
}

static const char *said_html(struct request *rq, const struct pass_view *view, const char *word, const json_t *one)
{
    char day[CALENDAR_DATE_SIZE];
    calendar_format_date(calendar_day_of(&view->campus.calendar, json_integer_value(json_object_get(one, "at"))), day);
    return request_text(rq, "<dt>%s<br>%s</dt><dd class=\"notice\">%s</dd>", request_tr(rq, word), day,
                        html_escape(rq, json_string_value(json_object_get(one, "text"))));
}

static enum gh_status add_own(struct request *rq, const struct pass_view *view, json_t *one, const char **html)
{
    struct uuid id;
    size_t i;
    json_t *answer, *answers = json_object_get(one, "answers");
    enum gh_status status = uuid_parse(bytes_of_string(json_string_value(json_object_get(one, "id"))), &id);
    if (!status)
        status = feedback_answers(rq, &id, answers);
    *html = request_text(rq, "%s%s", *html, said_html(rq, view, N_("Your remark"), one));
    json_array_foreach(answers, i, answer) *html =
        request_text(rq, "%s%s", *html, said_html(rq, view, N_("Answer"), answer));
    return status;
}

static enum gh_status own_html(struct request *rq, const struct pass_view *view, const char **html)
{
    struct db_rows rows = {0};
    json_t *items = json_array(), *one;
    size_t i;
    *html = "";
    enum gh_status status =
        rows_collect(rq, &rows, feedback_of_holder(rq->db, &rows, &view->visit.application, &view->visit.holder),
                     own_item, SIZE_MAX, items, NULL);
    json_array_foreach(items, i, one)
    {
        if (!status)
            status = add_own(rq, view, one, html);
    }
    json_decref(items);
    if (**html)
        *html = request_text(rq, "<section><h2>%s</h2><dl>%s</dl></section>", request_tr(rq, N_("My remarks")), *html);
    return status;
}

/* ---- The form ---- */

static const char *picture_html(struct request *rq)
{
    return request_text(
        rq,
        "<div id=\"pick\" hidden><p><label for=\"file\">%s</label><input class=\"field\" type=\"file\" id=\"file\" "
        "accept=\"image/jpeg,image/png,image/webp\"></p><p id=\"fault\" role=\"alert\" hidden>%s</p>"
        "<div id=\"shown\" hidden><img alt=\"%s\"><p class=\"actions\"><button type=\"button\" class=\"button\" "
        "id=\"remove\">%s</button></p></div></div><input type=\"hidden\" name=\"picture\" id=\"picture\">",
        request_tr(rq, N_("Picture (optional)")),
        request_tr(rq, N_("This picture can't be sent. Choose a smaller JPEG, PNG or WebP.")),
        request_tr(rq, N_("The picture that will be sent")), request_tr(rq, N_("Remove the picture")));
}

enum gh_status pass_feedback_get(struct request *rq, struct reply *reply)
{
    struct pass_view *view = request_alloc(rq, sizeof *view);
    const char *own = "";
    enum gh_status status = find(rq, view);
    if (!status)
        status = own_html(rq, view, &own);
    if (status)
        return status;
    const char *title = request_tr(rq, N_("Feedback"));
    const char *main = request_text(
        rq,
        "<h1>%s</h1><p class=\"advice\">%s</p><form method=\"post\" action=\"/p/%s/feedback%s\"><p><label "
        "for=\"text\">%s</label><textarea class=\"field\" id=\"text\" name=\"text\" rows=\"6\" maxlength=\"2000\" "
        "required></textarea></p>%s<p class=\"other\">%s</p><p class=\"actions\"><button class=\"button\">%s</button>"
        "</p></form>%s%s",
        title, request_tr(rq, N_("What does not work, or could be better? Do not write ID numbers.")), view->link,
        lang_of(rq), request_tr(rq, N_("Your remark")), picture_html(rq),
        request_tr(rq, N_("Sent with it: the number of your application and the name of your browser.")),
        request_tr(rq, N_("Send")), own, back_html(rq, view));
    return html_reply(rq, reply, 200, "feedback", title, main, "<script src=\"/p/feedback.js\" defer></script>");
}

static enum gh_status tell(struct request *rq, struct reply *reply, const struct pass_view *view, int code,
                           const char *title, const char *advice)
{
    const char *heading = request_tr(rq, title);
    const char *main = request_text(
        rq, "<h1>%s</h1><p class=\"advice\">%s</p><p class=\"other\"><a href=\"/p/%s/feedback%s\">%s</a></p>%s",
        heading, request_tr(rq, advice), view->link, lang_of(rq), request_tr(rq, N_("My remarks")),
        back_html(rq, view));
    return html_reply(rq, reply, code, "feedback", heading, main, "");
}

/* Reads the form. false: its text or picture can't be taken. */
static bool read_form(struct request *rq, struct feedback_new *out)
{
    const size_t room = rq->body.len + 1;
    char *text = request_alloc(rq, FEEDBACK_TEXT_SIZE), *picture = request_alloc(rq, room);
    if (form_value(rq->body, "text", text, FEEDBACK_TEXT_SIZE) || !feedback_text_fits(bytes_of_string(text)))
        return false;
    const enum gh_status status = form_value(rq->body, "picture", picture, room);
    out->text = text;
    out->agent = feedback_agent(rq);
    return (status == GH_OK || status == GH_NOT_FOUND) &&
           feedback_picture_read(rq, picture, FEEDBACK_OF_PASS_PICTURE_MAX, &out->picture) == PROBLEM_COUNT;
}

enum gh_status pass_feedback_post(struct request *rq, struct reply *reply)
{
    struct pass_view *view = request_alloc(rq, sizeof *view);
    struct uuid id;
    enum gh_status status = find(rq, view);
    if (status)
        return status;
    struct feedback_new remark = {.origin = FEEDBACK_PASS,
                                  .page = "",
                                  .campus = view->campus.id,
                                  .application = &view->visit.application,
                                  .holder = &view->visit.holder};
    if (!read_form(rq, &remark))
        return tell(rq, reply, view, 400, N_("Your remark was not sent"),
                    N_("Write 1 to 2000 characters, with a picture of at most 500 KB."));
    status = feedback_add(rq->db, rq->server->vault, &remark, rq->now, &id);
    if (status == GH_DENIED)
        return tell(rq, reply, view, 429, N_("You have sent three remarks today"),
                    N_("Wait until tomorrow. If it is urgent, telephone your host."));
    return status ? status
                  : tell(rq, reply, view, 200, N_("Thank you"),
                         N_("Your remark has been sent. The answer will stand "
                            "under My remarks."));
}

enum gh_status pass_feedback_script_get(struct request *rq, struct reply *reply)
{
    reply_header(reply, "Cache-Control", "public, max-age=3600");
    return reply_bytes(rq, reply, 200, "text/javascript; charset=utf-8", bytes_of_string(pass_assets[2]));
}
