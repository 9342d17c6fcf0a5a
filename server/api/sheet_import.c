#include "api/sheet_import.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "api/application_reply.h"
#include "base/catalog.h"
#include "records/fields.h"
#include "records/record.h"

#define NAMES_SIZE 256

struct import_run {
    struct request *rq;
    const struct sheet_kind *kind;
    void *context;
    struct sheet *sheet;
    struct field_errors *errors; /* of the row at hand */
    enum sheet_outcome outcomes[SHEET_ROWS_MAX];
    json_t *rows; /* owned */
    size_t stored, faulty;
};

static const char *outcome_name(enum sheet_outcome outcome)
{
    static const char *const names[] = {"new", "changed", "same", "faulty"};
    return names[outcome];
}

/* ---- The text ---- */

enum gh_status sheet_refuse_text(struct request *rq, struct reply *reply, enum gh_status status)
{
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    if (status == GH_TOO_LONG)
        field_errors_add(errors, "too-long", N_("This list is too long. Import it in parts."), "text");
    else if (status == GH_MALFORMED)
        field_errors_add(errors, "text", N_("This is not a text list. Save it as CSV and try again."), "text");
    else
        return status;
    return application_refusal(rq, reply, PROBLEM_INVALID, errors);
}

/* Names the columns that the first line lacks, in the reader's language. */
static enum gh_status refuse_columns(struct request *rq, struct reply *reply, const struct sheet_kind *kind,
                                     const struct sheet *sheet)
{
    char names[NAMES_SIZE] = "";
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    for (size_t c = 0; c < kind->column_count; c++)
        if (kind->columns[c].needed && !sheet->has[c]) {
            size_t len = strlen(names);
            (void)snprintf(names + len, sizeof names - len, "%s%s", len ? ", " : "",
                           request_tr(rq, kind->columns[c].title));
        }
    field_errors_add_named(errors, "columns", N_("The first line must name the columns. Missing: {values}."), names,
                           "text");
    return application_refusal(rq, reply, PROBLEM_INVALID, errors);
}

bool sheet_put_text(json_t *input, const char *name, struct bytes cell)
{
    return json_object_set_new(input, name, json_stringn(cell.len ? (const char *)cell.data : "", cell.len)) == 0;
}

/* ---- Rows ---- */

static json_t *cells_json(const struct import_run *run, const struct sheet_row *row)
{
    json_t *cells = json_array();
    for (size_t c = 0; c < run->kind->column_count; c++) {
        struct bytes cell = row->cells[c];
        if (json_array_append_new(cells, json_stringn(cell.len ? (const char *)cell.data : "", cell.len)) != 0) {
            json_decref(cells);
            return NULL;
        }
    }
    return cells;
}

static enum gh_status run_row(struct import_run *run, size_t i)
{
    enum sheet_outcome outcome = SHEET_NEW;
    run->errors->count = 0;
    enum gh_status status = run->kind->store(run->rq, run->context, run->sheet, i, run->errors, &outcome);
    if (run->errors->count && (!status || status == GH_MALFORMED)) {
        outcome = SHEET_FAULTY;
        status = GH_OK;
    }
    if (status)
        return status;
    run->outcomes[i] = outcome;
    run->faulty += outcome == SHEET_FAULTY;
    run->stored += outcome == SHEET_NEW || outcome == SHEET_CHANGED;
    const struct sheet_row *row = &run->sheet->rows[i];
    json_t *one = json_pack("{s:I, s:o, s:s, s:o}", "line", (json_int_t)row->line, "cells", cells_json(run, row),
                            "outcome", outcome_name(outcome), "errors", field_errors_json(run->rq, run->errors));
    const char *note = run->kind->note && outcome != SHEET_FAULTY ? run->kind->note(run->context) : NULL;
    if (note && json_object_set_new(one, "note", json_string(request_tr(run->rq, note))) != 0) {
        json_decref(one);
        return GH_NO_MEMORY;
    }
    return json_array_append_new(run->rows, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status run_rows(struct import_run *run, bool apply)
{
    struct db *db = run->rq->db;
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    for (size_t i = 0; !status && i < run->sheet->count; i++)
        status = run_row(run, i);
    if (!status && run->kind->finish && run->stored > 0)
        status = run->kind->finish(run->rq, run->context, run->stored);
    if (apply && !status)
        return db_commit(db);
    db_rollback(db);
    return status;
}

/* ---- The answer ---- */

static json_t *columns_json(const struct import_run *run)
{
    json_t *columns = json_array();
    for (size_t c = 0; c < run->kind->column_count; c++) {
        const struct sheet_column *column = &run->kind->columns[c];
        json_t *one = json_pack("{s:s, s:s}", "name", column->name, "title", request_tr(run->rq, column->title));
        if (json_array_append_new(columns, one) != 0) {
            json_decref(columns);
            return NULL;
        }
    }
    return columns;
}

static enum gh_status answer(struct import_run *run, struct reply *reply, bool apply)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && apply && run->kind->tell && i < run->sheet->count; i++)
        status = run->kind->tell(run->rq, run->context, i, run->outcomes[i], json_array_get(run->rows, i));
    if (status)
        return status;
    return reply_json(run->rq, reply, 200,
                      json_pack("{s:o, s:O, s:I, s:I, s:b, s:b}", "columns", columns_json(run), "rows", run->rows,
                                "stored", (json_int_t)run->stored, "faulty", (json_int_t)run->faulty, "truncated",
                                (int)(run->sheet->left_out > 0), "applied", (int)apply));
}

static void cut_rows(struct sheet *sheet, size_t most)
{
    if (most == 0 || sheet->count <= most)
        return;
    sheet->left_out += sheet->count - most;
    sheet->count = most;
}

static enum gh_status parse(const struct sheet_kind *kind, struct bytes text, struct sheet *out)
{
    enum gh_status status = kind->parse ? kind->parse(text, out) : GH_UNSUPPORTED;
    return status == GH_UNSUPPORTED ? sheet_parse(text, kind->columns, kind->column_count, out) : status;
}

enum gh_status sheet_import(struct request *rq, struct reply *reply, const struct sheet_kind *kind, void *context)
{
    struct import_run run = {.rq = rq, .kind = kind, .context = context};
    const json_t *text = json_object_get(rq->json, "text");
    bool apply = false;
    run.errors = request_alloc(rq, sizeof *run.errors);
    fields_flag(rq->json, "apply", "apply", &apply, run.errors);
    if (!json_is_string(text))
        fields_wrong_type(run.errors, "text", FIELD_TEXT);
    if (run.errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, run.errors);
    run.sheet = request_alloc(rq, sizeof *run.sheet);
    enum gh_status status = parse(kind, BYTES(json_string_value(text), json_string_length(text)), run.sheet);
    if (status == GH_NOT_FOUND)
        return refuse_columns(rq, reply, kind, run.sheet);
    if (status)
        return sheet_refuse_text(rq, reply, status);
    cut_rows(run.sheet, kind->rows_max);
    if (apply && kind->prepare)
        status = kind->prepare(rq, context, run.sheet);
    run.rows = json_array();
    if (!status)
        status = run_rows(&run, apply);
    if (!status)
        status = answer(&run, reply, apply);
    json_decref(run.rows);
    sodium_memzero(run.sheet, sizeof *run.sheet);
    return status;
}
