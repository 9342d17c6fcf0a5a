/* The texts of the university's notice on pages that the server writes itself. */
#ifndef GH_SERVER_API_GUIDE_H
#define GH_SERVER_API_GUIDE_H

#include "http/request.h"

/* Writes the text of the visitor's page, the banner of the trial period and the mailbox as HTML, in the request's
 * language and memory; "" without any. */
enum gh_status GH_MUST_USE guide_html(struct request *rq, const char **out);

/* Converts a row of text_version_history() for rows_reply(). */
enum gh_status text_version_json(struct request *rq, struct db_rows *rows, json_t **out);

#endif
