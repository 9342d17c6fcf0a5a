/* Converts database rows to JSON. */
#include "api/rows_json.h"

#include <string.h>

#include "base/uuid.h"

json_t *rows_text(struct db_rows *rows, int column)
{
    struct bytes value = db_bytes(rows, column);
    return json_stringn(value.data ? (const char *)value.data : "", value.len);
}

json_t *rows_text_or_null(struct db_rows *rows, int column)
{
    return db_bytes(rows, column).len ? rows_text(rows, column) : json_null();
}

json_t *rows_number(struct db_rows *rows, int column)
{
    return json_integer(db_int(rows, column));
}

json_t *rows_number_or_null(struct db_rows *rows, int column)
{
    return db_is_null(rows, column) ? json_null() : rows_number(rows, column);
}

json_t *rows_bool(struct db_rows *rows, int column)
{
    return json_boolean(db_int(rows, column) != 0);
}

json_t *rows_id(struct db_rows *rows, int column)
{
    struct uuid id;
    char text[UUID_TEXT_SIZE];
    if (db_is_null(rows, column) || db_copy_blob(rows, column, id.b, UUID_LEN))
        return json_null();
    uuid_format(&id, text);
    return json_string(text);
}

json_t *rows_named(struct db_rows *rows, int column)
{
    if (db_is_null(rows, column))
        return json_null();
    return json_pack("{s:o, s:o, s:o}", "id", rows_number(rows, column), "name", rows_text(rows, column + 1), "name_en",
                     rows_text(rows, column + 2));
}

enum gh_status rows_collect(struct request *rq, struct db_rows *rows, enum gh_status begun, rows_item *item, size_t max,
                            json_t *items, bool *more)
{
    enum gh_status status = begun;
    bool left = false;
    while (!status && !left && !(status = db_next(rows))) {
        json_t *one = NULL;
        left = more && json_array_size(items) >= max;
        if (!left && !(status = item(rq, rows, &one)) && json_array_append_new(items, one) != 0)
            status = GH_NO_MEMORY;
    }
    db_rows_end(rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    if (more)
        *more = left;
    return GH_OK;
}

enum gh_status rows_reply(struct request *rq, struct reply *reply, struct db_rows *rows, enum gh_status begun,
                          rows_item *item)
{
    json_t *items = json_array();
    enum gh_status status = rows_collect(rq, rows, begun, item, 0, items, NULL);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}
