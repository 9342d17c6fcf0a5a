/* HTML of the pages that the server writes itself. */
#ifndef GH_SERVER_API_HTML_H
#define GH_SERVER_API_HTML_H

#include "http/reply.h"
#include "http/request.h"

/* Escapes a text for HTML, in the request's memory. */
const char *html_escape(struct request *rq, const char *text);
/* Replies with a page for visitors, which search engines must not list. body_class, title and main: HTML. after: what
 * follows <main>, or "". */
enum gh_status html_reply(struct request *rq, struct reply *reply, int status, const char *body_class,
                          const char *title, const char *main, const char *after);
/* Writes a question about withdrawing the consent, escaped, with the days of retention for its {days}. text: English
 * source text. *out: the request's memory. */
enum gh_status GH_MUST_USE html_withdraw_question(struct request *rq, const char *text, const char **out);

#endif
