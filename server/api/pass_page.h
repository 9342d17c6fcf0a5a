/* The HTML of a visitor's page, and its calendar file. */
#ifndef GH_SERVER_API_PASS_PAGE_H
#define GH_SERVER_API_PASS_PAGE_H

#include "api/pass_view.h"
#include "http/reply.h"

/* The pictures of a pass's codes; "" when there is none to show. The page shows the live one, which counts for
 * CLAIMS_LIVE_MS without the script, and the other one where the server can't sign, and on paper. */
struct pass_codes {
    const char *live, *still;
};

/* Replies with the page. */
enum gh_status pass_page_reply(struct request *rq, struct reply *reply, const struct pass_view *view,
                               const struct pass_codes *codes);
/* Replies with a page that says why a link shows nothing, and what to do. */
enum gh_status pass_page_lost(struct request *rq, struct reply *reply, int status, const char *title,
                              const char *advice);
/* Replies with a calendar file of the periods whose passes are not revoked. */
enum gh_status pass_calendar_reply(struct request *rq, struct reply *reply, const struct pass_view *view);

#endif
