/* Endpoints for the texts of the university's notice: what everybody reads, and what administrators write. */
#include "api/guide.h"

#include <stdio.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/html.h"
#include "api/rows_json.h"
#include "base/catalog.h"
#include "base/civil.h"
#include "records/fields.h"
#include "records/kind_edit.h"
#include "records/page_text.h"
#include "records/setting.h"
#include "records/text_setting.h"

#define CAMPUS_ZONE_MINUTES (8 * 60) /* of the days of the trial period */

/* What everybody reads. */
struct guide {
    char texts[PAGE_TEXT_COUNT][PAGE_TEXT_SIZE];
    char mailbox[TEXT_SETTING_SIZE], feedback[TEXT_SETTING_SIZE];
    bool trial;
};

/* The trial lasts from its first to its last day; a day that is not set bounds nothing. */
static enum gh_status load_trial(struct request *rq, bool *trial)
{
    char from[TEXT_SETTING_SIZE], until[TEXT_SETTING_SIZE], today[40];
    int64_t on = 0;
    const struct civil now = civil_of(rq->now, CAMPUS_ZONE_MINUTES);
    enum gh_status status = setting_load(rq->db, SETTING_TRIAL, &on);
    if (!status)
        status = text_setting_load(rq->db, TEXT_SETTING_TRIAL_FROM, from);
    if (!status)
        status = text_setting_load(rq->db, TEXT_SETTING_TRIAL_UNTIL, until);
    if (status)
        return status;
    (void)snprintf(today, sizeof today, "%04d-%02d-%02d", now.year, now.month, now.day);
    *trial = on && (!from[0] || strcmp(from, today) <= 0) && (!until[0] || strcmp(today, until) <= 0);
    return GH_OK;
}

static enum gh_status load(struct request *rq, struct guide *out)
{
    int64_t version = 0;
    enum gh_status status = load_trial(rq, &out->trial);
    if (!status)
        status = text_setting_load(rq->db, TEXT_SETTING_MAILBOX, out->mailbox);
    if (!status)
        status = text_setting_load(rq->db, TEXT_SETTING_FEEDBACK_URL, out->feedback);
    for (int i = 0; !status && i < PAGE_TEXT_COUNT; i++)
        status = page_text_load(rq->db, (enum page_text)i, rq->language == LANGUAGE_ENGLISH, out->texts[i], &version);
    return status;
}

/* Lists the codes of the kinds that take no new applications, so that the service hall needs no session to say so. */
static enum gh_status list_closed(struct request *rq, json_t *out)
{
    struct pass_kinds *kinds = request_alloc(rq, sizeof *kinds);
    enum gh_status status = kinds_load(rq->db, kinds);
    for (size_t i = 0; !status && i < kinds->count; i++)
        if (!kinds->items[i].active && json_array_append_new(out, json_string(kinds->items[i].code)) != 0)
            status = GH_NO_MEMORY;
    return status;
}

enum gh_status guide_get(struct request *rq, struct reply *reply)
{
    struct guide *guide = request_alloc(rq, sizeof *guide);
    enum gh_status status = load(rq, guide);
    json_t *texts = json_object(), *closed = json_array();
    if (!status)
        status = list_closed(rq, closed);
    for (int i = 0; !status && i < PAGE_TEXT_TRIAL; i++)
        if (json_object_set_new(texts, page_text_name(i), json_string(guide->texts[i])) != 0)
            status = GH_NO_MEMORY;
    if (status) {
        json_decref(texts);
        json_decref(closed);
        return status;
    }
    return reply_json(rq, reply, 200,
                      json_pack("{s:o, s:o, s:s, s:s, s:s}", "texts", texts, "closed", closed, "trial",
                                guide->trial ? guide->texts[PAGE_TEXT_TRIAL] : "", "mailbox", guide->mailbox,
                                "feedback", guide->feedback));
}

/* ---- Administrators ---- */

static enum gh_status append_text(struct request *rq, json_t *items, enum page_text which, bool english)
{
    char *text = request_alloc(rq, PAGE_TEXT_SIZE);
    int64_t version = 0;
    enum gh_status status = page_text_load(rq->db, which, english, text, &version);
    if (!status && json_array_append_new(items, json_pack("{s:s, s:s, s:s, s:I}", "name", page_text_name((int)which),
                                                          "language", english ? "en" : "zh", "text", text, "version",
                                                          (json_int_t)version)) != 0)
        status = GH_NO_MEMORY;
    return status;
}

enum gh_status page_texts_get(struct request *rq, struct reply *reply)
{
    json_t *items = json_array();
    enum gh_status status = GH_OK;
    for (int i = 0; !status && i < 2 * PAGE_TEXT_COUNT; i++)
        status = append_text(rq, items, (enum page_text)(i / 2), i % 2 == 1);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

/* Reads name and language from the path. */
static enum gh_status read_path(const struct request *rq, enum page_text *which, bool *english)
{
    *which = page_text_find(rq->parameters[0]);
    *english = strcmp(rq->parameters[1], "en") == 0;
    return *which == PAGE_TEXT_COUNT || (!*english && strcmp(rq->parameters[1], "zh") != 0) ? GH_NOT_FOUND : GH_OK;
}

enum gh_status text_version_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o}", "version", rows_number(rows, TEXT_VERSION_NUMBER), "text",
                     rows_text(rows, TEXT_VERSION_WRITTEN), "at", rows_number(rows, TEXT_VERSION_AT), "by",
                     rows_text(rows, TEXT_VERSION_BY));
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status page_text_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    enum page_text which;
    bool english;
    enum gh_status status = read_path(rq, &which, &english);
    if (status)
        return status;
    status = page_text_history(rq->db, &rows, which, english);
    return rows_reply(rq, reply, &rows, status, text_version_json);
}

enum gh_status page_text_put(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    enum page_text which;
    bool english;
    int64_t version = 0;
    const char *text = json_string_value(json_object_get(rq->json, "text"));
    enum gh_status status = read_path(rq, &which, &english);
    if (status)
        return status;
    if (!text || !page_text_fits(text))
        field_errors_add(errors, "range", N_("This text is too long, or has signs that can't be shown."), "text");
    if (json_read_integer(rq->json, "version", 0, INT32_MAX, &version))
        fields_wrong_type(errors, "version", FIELD_NUMBER);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    status = page_text_store(&act, which, english, version, text);
    return status ? status : page_texts_get(rq, reply);
}

/* ---- HTML ---- */

/* Writes one line, with **strong** words. */
static const char *line_html(struct request *rq, const char *line, size_t len)
{
    const char *html = "", *text = request_copy(rq, BYTES(line, len));
    bool strong = false;
    for (;;) {
        const char *mark = strstr(text, "**");
        const size_t part = mark ? (size_t)(mark - text) : strlen(text);
        html = request_text(rq, "%s%s", html, html_escape(rq, request_copy(rq, BYTES(text, part))));
        if (!mark)
            return strong ? request_text(rq, "%s</strong>", html) : html;
        strong = !strong;
        html = request_text(rq, "%s%s", html, strong ? "<strong>" : "</strong>");
        text = mark + 2;
    }
}

static const char *text_html(struct request *rq, const char *text)
{
    const char *html = "";
    bool list = false;
    while (*text) {
        const size_t len = strcspn(text, "\n");
        const bool item = strncmp(text, "- ", 2) == 0;
        const char *between = item == list ? "" : item ? "<ul>" : "</ul>";
        if (len > 0)
            html = request_text(rq, item ? "%s%s<li>%s</li>" : "%s%s<p>%s</p>", html, between,
                                line_html(rq, text + (item ? 2 : 0), len - (item ? 2 : 0)));
        list = len > 0 ? item : list;
        text += len + (text[len] == '\n');
    }
    return list ? request_text(rq, "%s</ul>", html) : html;
}

enum gh_status guide_html(struct request *rq, const char **out)
{
    struct guide *guide = request_alloc(rq, sizeof *guide);
    enum gh_status status = load(rq, guide);
    if (status)
        return status;
    const char *mailbox = html_escape(rq, guide->mailbox);
    const char *trial = guide->trial ? text_html(rq, guide->texts[PAGE_TEXT_TRIAL]) : "";
    *out = request_text(rq, "%s%s%s%s%s", trial, text_html(rq, guide->texts[PAGE_TEXT_PASS]),
                        *mailbox ? "<p class=\"other\"><a href=\"mailto:" : "", mailbox,
                        *mailbox ? request_text(rq, "\">%s</a></p>", mailbox) : "");
    return GH_OK;
}
