/* Converts database rows to JSON values, and results to lists, for the endpoints' answers. */
#ifndef GH_SERVER_HTTP_ROWS_JSON_H
#define GH_SERVER_HTTP_ROWS_JSON_H

#include "http/reply.h"

/* Each returns a new reference, or NULL without memory. Call only after db_next() returned GH_OK. */
json_t *rows_text(struct db_rows *rows, int column);         /* "" for NULL */
json_t *rows_text_or_null(struct db_rows *rows, int column); /* null for NULL and "" */
json_t *rows_number(struct db_rows *rows, int column);
json_t *rows_number_or_null(struct db_rows *rows, int column);
json_t *rows_bool(struct db_rows *rows, int column);
json_t *rows_id(struct db_rows *rows, int column); /* a UUID as text; null for NULL and for other lengths */
/* Returns {"id", "name", "name_en"} from three columns beginning with this one, or null. */
json_t *rows_named(struct db_rows *rows, int column);

/* Converts one row to JSON. *out: a new reference. */
typedef enum gh_status rows_item(struct request *rq, struct db_rows *rows, json_t **out);
/* Appends an item for each remaining row, at most `max`, and sets *more when rows are left. more NULL: appends all.
 * begun: the status of db_query(). Ends the rows after any outcome. */
enum gh_status GH_MUST_USE rows_collect(struct request *rq, struct db_rows *rows, enum gh_status begun, rows_item *item,
                                        size_t max, json_t *items, bool *more);
/* Replies with all rows: {"items": [...], "next": null}. begun: the status of db_query(). Ends the rows after any
 * outcome. */
enum gh_status GH_MUST_USE rows_reply(struct request *rq, struct reply *reply, struct db_rows *rows,
                                      enum gh_status begun, rows_item *item);

#endif
