/* The endpoint that reads visitors from a spreadsheet. */
#include <sodium.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "base/catalog.h"
#include "base/civil.h"
#include "flow/import.h"
#include "records/fields.h"

/* UTC+14 sees each day first, so no zone's birth date of today is rejected. */
#define EASTERNMOST_MINUTES (14 * 60)

/* Returns the normal form, or the typed text when there is none, so that the applicant can correct it. */
static json_t *value_of(const char *normal, const struct import_cell *cell)
{
    return *normal || cell->typed.len == 0 ? json_string(normal)
                                           : json_stringn((const char *)cell->typed.data, cell->typed.len);
}

static json_t *person_of(const struct import_row *row)
{
    const char sex[] = {row->sex, '\0'};
    const char *kind = row->document_kind >= 0 ? document_kind_name((enum document_kind)row->document_kind) : "";
    return json_pack("{s:o, s:s, s:o, s:s, s:o, s:s}", "name", value_of(row->name, &row->cells[IMPORT_NAME]), "sex",
                     sex, "mobile", value_of(row->mobile, &row->cells[IMPORT_MOBILE]), "document_kind", kind,
                     "document_number", value_of(row->document_number, &row->cells[IMPORT_DOCUMENT_NUMBER]), "language",
                     row->language);
}

static json_t *errors_of(const struct request *rq, const struct import_row *row)
{
    json_t *errors = json_array();
    for (int c = 0; c < IMPORT_COLUMN_COUNT; c++) {
        const struct import_cell *cell = &row->cells[c];
        if (cell->code && json_array_append_new(
                              errors, json_pack("{s:s, s:s, s:s}", "column", import_column_name((enum import_column)c),
                                                "code", cell->code, "message", request_tr(rq, cell->message))) != 0) {
            json_decref(errors);
            return NULL;
        }
    }
    return errors;
}

/* Lists the columns whose values differ from what was typed, for the applicant to check. */
static json_t *repaired_of(const struct import_row *row)
{
    json_t *repaired = json_array();
    for (int c = 0; c < IMPORT_COLUMN_COUNT; c++) {
        const struct import_cell *cell = &row->cells[c];
        if (!cell->repaired || cell->code)
            continue;
        if (json_array_append_new(repaired, json_pack("{s:s, s:o}", "column", import_column_name((enum import_column)c),
                                                      "typed", value_of("", cell))) != 0) {
            json_decref(repaired);
            return NULL;
        }
    }
    return repaired;
}

static enum gh_status reply_import(struct request *rq, struct reply *reply, const struct import *read)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < read->count; i++) {
        const struct import_row *row = &read->rows[i];
        json_t *one = json_pack("{s:I, s:o, s:o, s:o, s:o}", "line", (json_int_t)row->line, "person", person_of(row),
                                "plate", value_of(row->plate, &row->cells[IMPORT_PLATE]), "errors", errors_of(rq, row),
                                "repaired", repaired_of(row));
        if (json_array_append_new(rows, one) != 0) {
            json_decref(rows);
            return GH_NO_MEMORY;
        }
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:b}", "rows", rows, "truncated", read->left_out > 0));
}

enum gh_status import_post(struct request *rq, struct reply *reply)
{
    const json_t *text = json_object_get(rq->json, "text");
    struct import *read = request_alloc(rq, sizeof *read);
    struct civil today = civil_of(rq->now, EASTERNMOST_MINUTES);
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
