/* Columns of a database row as JSON values, and whole results as lists: what the endpoints' answers are made of. */
#ifndef GH_SERVER_HTTP_ROWS_JSON_H
#define GH_SERVER_HTTP_ROWS_JSON_H

#include "http/reply.h"

/* New references, borrowed from nothing; NULL without memory. Only after db_next gave GH_OK. */
json_t *rows_text(struct db_rows *rows, int column);         /* "" for the database's NULL */
json_t *rows_text_or_null(struct db_rows *rows, int column); /* null also for "" */
json_t *rows_number(struct db_rows *rows, int column);
json_t *rows_number_or_null(struct db_rows *rows, int column);
json_t *rows_bool(struct db_rows *rows, int column);
json_t *rows_id(struct db_rows *rows, int column); /* a UUID as text; null for the database's NULL and for no UUID */
/* {"id", "name", "name_en"} of three columns from this one on, or null. */
json_t *rows_named(struct db_rows *rows, int column);

/* One row as JSON: *out gets a new reference. */
typedef enum gh_status rows_item(struct request *rq, struct db_rows *rows, json_t **out);
/* Appends an item for each of the rows left, at most max, and sets *more when one is left over; more NULL: all of them.
 * begun: what db_query gave. Ends the rows after any outcome. */
enum gh_status GH_MUST_USE rows_collect(struct request *rq, struct db_rows *rows, enum gh_status begun, rows_item *item,
                                        size_t max, json_t *items, bool *more);
/* The same as a whole answer: {"items": [...], "next": null}. */
enum gh_status GH_MUST_USE rows_reply(struct request *rq, struct reply *reply, struct db_rows *rows,
                                      enum gh_status begun, rows_item *item);

#endif
