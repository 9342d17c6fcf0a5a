/* Escapes texts for HTML, and wraps the pages that visitors open from a link. */
#include "api/html.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "records/setting.h"

#define QUESTION_SIZE 640

const char *html_escape(struct request *rq, const char *text)
{
    char *out = request_alloc(rq, 6 * strlen(text) + 1);
    size_t used = 0;
    for (; *text; text++) {
        const char *entity = *text == '<'    ? "&lt;"
                             : *text == '>'  ? "&gt;"
                             : *text == '&'  ? "&amp;"
                             : *text == '"'  ? "&quot;"
                             : *text == '\'' ? "&#39;"
                                             : NULL;
        if (!entity)
            out[used++] = *text;
        for (; entity && *entity; entity++)
            out[used++] = *entity;
    }
    return out;
}

enum gh_status html_reply(struct request *rq, struct reply *reply, int status, const char *body_class,
                          const char *title, const char *main, const char *after)
{
    const bool english = rq->language == LANGUAGE_ENGLISH;
    const char *html = request_text(
        rq,
        "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex,nofollow\">"
        "<meta name=\"format-detection\" content=\"telephone=no\"><title>%s</title><link rel=\"stylesheet\" "
        "href=\"/p/pass.css\"></head><body class=\"%s\"><main>%s</main>%s</body></html>",
        english ? "en" : "zh-CN", title, body_class, main, after);
    reply_header(reply, "X-Robots-Tag", "noindex, nofollow");
    return reply_bytes(rq, reply, status, "text/html; charset=utf-8", bytes_of_string(html));
}

enum gh_status html_withdraw_question(struct request *rq, const char *text, const char **out)
{
    char days[24], filled[QUESTION_SIZE];
    int64_t keep = 0;
    enum gh_status status = setting_load(rq->db, SETTING_RETENTION_DAYS, &keep);
    if (status)
        return status;
    (void)snprintf(days, sizeof days, "%lld", (long long)keep);
    (void)text_format(filled, sizeof filled, request_tr(rq, text), &(struct text_arg){"days", days}, 1);
    *out = html_escape(rq, filled);
    return GH_OK;
}
