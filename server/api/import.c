/* The endpoint that reads visitors from a spreadsheet. */
#include <sodium.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "base/catalog.h"
#include "base/civil.h"
#include "flow/import.h"
#include "records/fields.h"
#include "records/import_rows.h"

enum gh_status import_rows_translate(const struct request *rq, json_t *rows)
{
    size_t i, k;
    json_t *row, *error;
    json_array_foreach(rows, i, row) json_array_foreach(json_object_get(row, "errors"), k, error)
    {
        const char *message = json_string_value(json_object_get(error, "message"));
        if (!message || json_object_set_new(error, "message", json_string(request_tr(rq, message))) != 0)
            return GH_NO_MEMORY;
    }
    return GH_OK;
}

static enum gh_status reply_import(struct request *rq, struct reply *reply, const struct import *read)
{
    json_t *rows = import_rows_json(read);
    enum gh_status status = rows ? import_rows_translate(rq, rows) : GH_NO_MEMORY;
    if (status) {
        json_decref(rows);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:b}", "rows", rows, "truncated", read->left_out > 0));
}

enum gh_status import_post(struct request *rq, struct reply *reply)
{
    const json_t *text = json_object_get(rq->json, "text");
    struct import *read = request_alloc(rq, sizeof *read);
    struct civil today = civil_of(rq->now, IMPORT_EASTERNMOST_MINUTES);
    struct field_errors errors = {0};
    if (!json_is_string(text)) {
        fields_wrong_type(&errors, "text", FIELD_TEXT);
        return application_refusal(rq, reply, PROBLEM_INVALID, &errors);
    }
    enum gh_status status = import_parse(BYTES(json_string_value(text), json_string_length(text)),
                                         (struct civil_date){today.year, today.month, today.day}, read);
    if (!status)
        status = reply_import(rq, reply, read);
    sodium_memzero(read, sizeof *read);
    return status;
}
