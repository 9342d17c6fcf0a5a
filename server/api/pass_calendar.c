/* Writes the calendar file of a visitor's page. */
#include <stdio.h>
#include <string.h>

#include "api/pass_page.h"
#include "base/catalog.h"
#include "flow/calendar_file.h"
#include "http/server.h"

#define FILE_MAX ((size_t)96 * 1024) /* VISIT_PASSES_MAX events with room to spare */

static const char *summary_of(struct request *rq, const struct pass_view *view)
{
    const char *campus = view->language == WORDS_ENGLISH ? view->campus.name_en : view->campus.name;
    char text[384];
    (void)text_format(text, sizeof text, request_tr(rq, N_("Visit to {place}")),
                      &(struct text_arg){"place", view->university[0] ? view->university : campus}, 1);
    return request_copy(rq, bytes_of_string(text));
}

static const char *location_of(struct request *rq, const struct pass_view *view)
{
    const char *between = view->language == WORDS_ENGLISH ? ", " : " ";
    const char *campus = view->language == WORDS_ENGLISH ? view->campus.name_en : view->campus.name;
    const char *gate = view->gate_count ? view->gates[0].name : "";
    return request_text(rq, "%s%s%s%s%s", view->university, view->university[0] ? between : "", campus,
                        *gate ? between : "", gate);
}

static const char *description_of(struct request *rq, const struct pass_view *view, const struct pass *p,
                                  const char *url)
{
    char number[SHORT_NUMBER_TEXT_SIZE];
    const char *colon = view->language == WORDS_ENGLISH ? ": " : "：";
    pass_view_number(p, number);
    return request_text(rq, "%s%s%s\n%s%s%s\n%s%s%s\n%s", request_tr(rq, N_("Host")), colon, view->host,
                        request_tr(rq, N_("Short number")), colon, number, request_tr(rq, N_("Visitor pass")), colon,
                        url, request_tr(rq, N_("Bring the original of the ID document that you registered.")));
}

enum gh_status pass_calendar_reply(struct request *rq, struct reply *reply, const struct pass_view *view)
{
    char *file = request_alloc(rq, FILE_MAX);
    struct writer w = writer_over((uint8_t *)file, FILE_MAX);
    const char *url = request_text(rq, "%s/p/%s", rq->server->public_url, view->link);
    size_t events = 0;
    calendar_file_begin(&w);
    for (size_t i = 0; i < view->count; i++) {
        char id[UUID_TEXT_SIZE];
        const struct pass *p = &view->passes[i].pass;
        if (view->standings[i] == PASS_STANDS_REVOKED || view->standings[i] == PASS_STANDS_REPLACED)
            continue;
        uuid_format(&p->period, id);
        calendar_file_put(&w,
                          &(struct calendar_event){.uid = request_text(rq, "%s@gatehouse", id),
                                                   .from = p->from,
                                                   .to = p->to,
                                                   .summary = summary_of(rq, view),
                                                   .location = location_of(rq, view),
                                                   .description = description_of(rq, view, p, url),
                                                   .url = url},
                          rq->now);
        events++;
    }
    calendar_file_end(&w);
    if (w.overflow)
        return GH_TOO_LONG;
    if (events == 0)
        return GH_NOT_FOUND;
    reply_header(reply, "Content-Disposition", "attachment; filename=\"visit.ics\"");
    return reply_bytes(rq, reply, 200, "text/calendar; charset=utf-8", writer_bytes(&w));
}
