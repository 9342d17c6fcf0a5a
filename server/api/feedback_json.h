/* What the endpoints of remarks share: the picture and text of a request, and a remark as JSON. */
#ifndef GH_SERVER_API_FEEDBACK_JSON_H
#define GH_SERVER_API_FEEDBACK_JSON_H

#include "http/reply.h"
#include "http/request.h"
#include "review/feedback_query.h"

/* Reads a picture in base64 (RFC 4648, section 4) and takes out what is not the picture. "" and NULL: none. max: bytes
 * of the picture. PROBLEM_COUNT: it is good; *out is the request's memory. */
enum problem feedback_picture_read(struct request *rq, const char *base64, size_t max, struct bytes *out);
/* Returns the name that the browser gives itself, cut where it is long. */
const char *feedback_agent(struct request *rq);

/* Opens the text of a row, in the request's memory. */
enum gh_status GH_MUST_USE feedback_row_text(struct request *rq, struct db_rows *rows, const char **out);
/* Opens the answer of a row of feedback_steps(), in the request's memory; "" for other steps. */
enum gh_status GH_MUST_USE feedback_step_text(struct request *rq, struct db_rows *rows, const char **out);
/* Appends a remark's answers: [{at, text}]. */
enum gh_status GH_MUST_USE feedback_answers(struct request *rq, const struct uuid *id, json_t *out);

#endif
