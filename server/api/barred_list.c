/* The barred list as a file, and from one. Both have the same columns. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/sheet_import.h"
#include "api/table.h"
#include "base/catalog.h"
#include "base/civil.h"
#include "http/server.h"
#include "records/barred.h"
#include "records/fields.h"
#include "records/place_edit.h"
#include "records/place_list.h"
#include "records/record.h"

#define ROWS_MAX 16384
#define ZONE (INT64_C(480) * TICK_MINUTE) /* the campus's zone: UTC+8 */

/* ---- Import ---- */

enum column { DOCUMENT_KIND = 0, DOCUMENT_NUMBER, PLATE, LABEL, REASON, UNTIL, CAMPUS, COLUMNS };

static const struct sheet_column columns[COLUMNS] = {
    [DOCUMENT_KIND] = {"document_kind", N_("Document"), "证件类型|证件种类", false},
    [DOCUMENT_NUMBER] = {"document_number", N_("ID number"), "证件号码|证件号|身份证号", false},
    [PLATE] = {"plate", N_("Plate"), "车牌号|车牌", false},
    [LABEL] = {"label", N_("Name"), "姓名|称呼|名称", false},
    [REASON] = {"reason", N_("Reason"), "原因|事由", true},
    [UNTIL] = {"until", N_("Until"), "有效期至|有效至|截止日期|到期日", false},
    [CAMPUS] = {"campus", N_("Campus"), "校区", false},
};

/* A list names a person or a plate in each row. */
static bool put_subject(json_t *input, const struct sheet_row *row, struct field_errors *errors)
{
    enum document_kind kind = DOCUMENT_RESIDENT_ID;
    const struct bytes *cells = row->cells;
    if (cells[PLATE].len > 0 && cells[DOCUMENT_NUMBER].len > 0)
        field_errors_add(errors, "both", N_("Write a plate or an ID number in a line, not both."), "plate");
    if (cells[PLATE].len == 0 && cells[DOCUMENT_NUMBER].len == 0)
        fields_missing(errors, "document_number");
    if (cells[DOCUMENT_KIND].len > 0 && !sheet_document_kind(cells[DOCUMENT_KIND], &kind))
        field_errors_add(errors, "unknown",
                         N_("This document is unknown. Write 身份证, 护照, 回乡证, 居住证, 台胞证 or 永久居留证."),
                         "document_kind");
    if (cells[PLATE].len > 0)
        return json_object_set_new(input, "kind", json_string("plate")) == 0 &&
               sheet_put_text(input, "plate", cells[PLATE]);
    return json_object_set_new(input, "kind", json_string("person")) == 0 &&
           json_object_set_new(input, "document_kind", json_string(document_kind_name(kind))) == 0 &&
           sheet_put_text(input, "document_number", cells[DOCUMENT_NUMBER]);
}

/* The last day of a bar belongs to it. */
static bool put_until(json_t *input, struct bytes cell, struct field_errors *errors)
{
    int64_t day;
    if (cell.len == 0)
        return true;
    if (!sheet_date(cell, &day)) {
        field_errors_add(errors, "date", N_("Write the date as 2026-12-31."), "until");
        return true;
    }
    return json_object_set_new(input, "until", json_integer((day + 1) * TICK_DAY - ZONE)) == 0;
}

/* "All" and an empty cell leave the campus to barred_put(): the caller's, or all. */
static enum gh_status put_campus(struct request *rq, json_t *input, struct bytes cell, struct field_errors *errors)
{
    char name[PLACE_NAME_SIZE];
    if (cell.len == 0)
        return GH_OK;
    int64_t campus = -1;
    enum gh_status status = GH_OK;
    if (bytes_equal(cell, bytes_of_string("全部")) || bytes_equal(cell, bytes_of_string("All")))
        campus = 0;
    else if (sheet_copy(cell, name, sizeof name))
        status = campus_find(rq->db, name, &campus);
    if (status && status != GH_NOT_FOUND)
        return status;
    if (campus < 0)
        field_errors_add(errors, "unknown", N_("There is no such campus."), "campus");
    else if (json_object_set_new(input, "campus", json_integer(campus)) != 0)
        return GH_NO_MEMORY;
    return GH_OK;
}

static enum gh_status store(struct request *rq, void *context, const struct sheet *sheet, size_t i,
                            struct field_errors *errors, enum sheet_outcome *outcome)
{
    (void)context;
    const struct sheet_row *row = &sheet->rows[i];
    const struct audit_act act = audit_act_of(rq);
    enum barred_put how = BARRED_ADDED;
    json_t *input = json_object();
    bool good = input && put_subject(input, row, errors) && sheet_put_text(input, "label", row->cells[LABEL]) &&
                sheet_put_text(input, "reason", row->cells[REASON]) && put_until(input, row->cells[UNTIL], errors);
    enum gh_status status = good ? put_campus(rq, input, row->cells[CAMPUS], errors) : GH_NO_MEMORY;
    if (!status)
        status = errors->count ? GH_MALFORMED : barred_put(&act, rq->scope, rq->server->vault, input, errors, &how);
    *outcome = how == BARRED_SAME ? SHEET_SAME : how == BARRED_REPLACED ? SHEET_CHANGED : SHEET_NEW;
    json_decref(input);
    return status;
}

enum gh_status barred_import_post(struct request *rq, struct reply *reply)
{
    static const struct sheet_kind kind = {.columns = columns, .column_count = COLUMNS, .store = store};
    return sheet_import(rq, reply, &kind, NULL);
}

/* ---- Export ---- */

static const char *const names[] = {N_("Kind"),  N_("ID number"), N_("Plate"), N_("Name"),      N_("Reason"),
                                    N_("Until"), N_("Campus"),    N_("State"), N_("Barred on"), N_("Ended")};

struct barred_campus {
    int64_t id;
    char name[PLACE_NAME_SIZE], name_en[PLACE_NAME_SIZE];
};

struct barred_source {
    struct table_source base;
    struct barred_campus campuses[CAMPUSES_MAX];
    size_t campus_count;
    const struct vault *vault;
    struct scope scope;
    tick now;
};

/* The last day as a date, so that the file can be imported again. */
static void put_until_cell(struct table *table, struct db_rows *rows)
{
    struct civil last = civil_of(db_int(rows, BARRED_COLUMN_UNTIL) - 1, (int)(ZONE / TICK_MINUTE));
    char text[32] = "";
    if (!db_is_null(rows, BARRED_COLUMN_UNTIL))
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", last.year, last.month, last.day);
    table_text(table, bytes_of_string(text));
}

static void put_campus_cell(const struct barred_source *s, struct table *table, int64_t campus)
{
    for (size_t i = 0; i < s->campus_count; i++)
        if (s->campuses[i].id == campus) {
            const struct barred_campus *one = &s->campuses[i];
            table_text(table, bytes_of_string(table_is_english(table) ? one->name_en : one->name));
            return;
        }
    table_word(table, campus == 0 ? N_("All") : "");
}

static enum gh_status load_campuses(struct barred_source *s, struct db *db)
{
    struct db_rows rows = {0};
    enum gh_status status = campuses_query(db, &rows, PLACES_ALL);
    for (s->campus_count = 0; !status && s->campus_count < CAMPUSES_MAX && !(status = db_next(&rows));) {
        struct barred_campus *one = &s->campuses[s->campus_count++];
        one->id = db_int(&rows, CAMPUS_COLUMN_ID);
        status = db_copy_text(&rows, CAMPUS_COLUMN_NAME, one->name, sizeof one->name);
        if (!status)
            status = db_copy_text(&rows, CAMPUS_COLUMN_NAME_EN, one->name_en, sizeof one->name_en);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status put_row(const struct barred_source *s, struct table *table, struct db_rows *rows)
{
    struct uuid id;
    char label[BARRED_LABEL_SIZE];
    enum gh_status status = db_copy_blob(rows, BARRED_COLUMN_ID, id.b, UUID_LEN);
    if (!status)
        status = record_open(s->vault, "barred.label", &id, rows, BARRED_COLUMN_LABEL, label, sizeof label);
    if (status)
        return status;
    const bool lifted = !db_is_null(rows, BARRED_COLUMN_LIFTED_AT);
    const tick until = db_is_null(rows, BARRED_COLUMN_UNTIL) ? INT64_MAX : db_int(rows, BARRED_COLUMN_UNTIL);
    const tick end = lifted && db_int(rows, BARRED_COLUMN_LIFTED_AT) < until ? db_int(rows, BARRED_COLUMN_LIFTED_AT)
                     : until <= s->now                                       ? until
                                                                             : 0;
    table_word(table, db_is_null(rows, BARRED_COLUMN_PLATE_HASH) ? N_("person") : N_("vehicle"));
    table_text(table, db_bytes(rows, BARRED_COLUMN_DOCUMENT));
    table_text(table, db_bytes(rows, BARRED_COLUMN_PLATE));
    table_text(table, bytes_of_string(label));
    table_text(table, db_bytes(rows, BARRED_COLUMN_REASON));
    put_until_cell(table, rows);
    sodium_memzero(label, sizeof label);
    put_campus_cell(s, table, db_int(rows, BARRED_COLUMN_CAMPUS));
    table_word(table, !end ? N_("in force") : end == until ? N_("expired") : N_("lifted"));
    table_time(table, db_int(rows, BARRED_COLUMN_CREATED_AT));
    table_time(table, end);
    return GH_OK;
}

static enum gh_status put_state(const struct barred_source *s, struct db *db, struct table *table,
                                enum barred_state state)
{
    struct db_rows rows = {0};
    enum gh_status put = GH_OK, status = barred_query(db, &rows, &s->scope, state, s->now, ROWS_MAX);
    while (!status && !put && !(status = db_next(&rows)))
        put = put_row(s, table, &rows);
    db_rows_end(&rows);
    return put ? put : status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status next_rows(struct table_source *base, struct db *db, struct table *table, bool *done)
{
    struct barred_source *s = (struct barred_source *)base;
    enum gh_status status = load_campuses(s, db);
    if (!status)
        status = put_state(s, db, table, BARRED_IN_FORCE);
    *done = true;
    return status ? status : put_state(s, db, table, BARRED_ENDED);
}

static void end_rows(struct table_source *base)
{
    free(base);
}

static enum gh_status get_table(struct request *rq, struct reply *reply, enum table_format format)
{
    enum gh_status status = table_language_check(rq);
    /* No export without a record. */
    if (!status)
        status = audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "barred-exported",
                                                           "list:barred", "", rq->address});
    struct barred_source *s = status ? NULL : calloc(1, sizeof *s);
    if (!s)
        return status ? status : GH_NO_MEMORY;
    s->base = (struct table_source){.file = "barred",
                                    .columns = names,
                                    .column_count = sizeof names / sizeof names[0],
                                    .next = next_rows,
                                    .end = end_rows};
    s->vault = rq->server->vault;
    s->scope = *rq->scope;
    s->now = rq->now;
    return table_reply(rq, reply, &s->base, format);
}

enum gh_status barred_csv_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_CSV);
}

enum gh_status barred_xlsx_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_XLSX);
}
