#include "records/import_rows.h"

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

static json_t *errors_of(const struct import_row *row)
{
    json_t *errors = json_array();
    for (int c = 0; c < IMPORT_COLUMN_COUNT; c++) {
        const struct import_cell *cell = &row->cells[c];
        if (cell->code && json_array_append_new(errors, json_pack("{s:s, s:s, s:s}", "column",
                                                                  import_column_name((enum import_column)c), "code",
                                                                  cell->code, "message", cell->message)) != 0) {
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

json_t *import_rows_json(const struct import *read)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < read->count; i++) {
        const struct import_row *row = &read->rows[i];
        json_t *one = json_pack("{s:I, s:o, s:o, s:o, s:o}", "line", (json_int_t)row->line, "person", person_of(row),
                                "plate", value_of(row->plate, &row->cells[IMPORT_PLATE]), "errors", errors_of(row),
                                "repaired", repaired_of(row));
        if (json_array_append_new(rows, one) != 0) {
            json_decref(rows);
            return NULL;
        }
    }
    return rows;
}
