/* The HTML of a visitor's page, and its calendar file. */
#ifndef GH_SERVER_API_PASS_PAGE_H
#define GH_SERVER_API_PASS_PAGE_H

#include "api/pass_view.h"
#include "http/reply.h"

/* Replies with the page. svg: the code, or "" when there is none to show. */
enum gh_status pass_page_reply(struct request *rq, struct reply *reply, const struct pass_view *view, const char *svg);
/* Replies with a page that says why a link shows nothing, and what to do. */
enum gh_status pass_page_lost(struct request *rq, struct reply *reply, int status, const char *title,
                              const char *advice);
/* Replies with a calendar file of the periods whose passes are not revoked. */
enum gh_status pass_calendar_reply(struct request *rq, struct reply *reply, const struct pass_view *view);

#endif
