/* The entry log as a file: exactly the entries that the filters leave. */
#include <sodium.h>
#include <stdlib.h>

#include "api/endpoints.h"
#include "api/entry_filter.h"
#include "api/table.h"
#include "http/server.h"
#include "records/audit.h"
#include "records/kind_edit.h"
#include "review/entry_words.h"
#include "token/short_number.h"

static const char *const columns[] = {
    N_("Time"),   N_("Arrived"),         N_("Number"),       N_("Event"),    N_("Direction"), N_("Verdict"),
    N_("Reason"), N_("Override reason"), N_("Gate"),         N_("Booth"),    N_("Person"),    N_("Plate"),
    N_("Unit"),   N_("Application no."), N_("Kind of pass"), N_("Pass no."), N_("Guard"),     N_("Mark"),
    N_("Note")};
_Static_assert(sizeof columns / sizeof columns[0] <= TABLE_COLUMNS_MAX, "the columns fit");

struct entries_source {
    struct table_source base;
    const struct server *server;
    struct scope scope;
    struct entry_filter filter;
    struct pass_kinds kinds;
};

/* ---- A row ---- */

static void put_pass(const struct entries_source *s, struct table *table, struct db_rows *rows)
{
    char name[24], number[SHORT_NUMBER_LEN + 1], text[SHORT_NUMBER_TEXT_SIZE] = "";
    const struct pass_kind_policy *kind =
        db_copy_text(rows, ENTRY_COLUMN_CATEGORY, name, sizeof name) ? NULL : pass_kinds_find(&s->kinds, name);
    const char *label = !kind ? "" : table_is_english(table) ? kind->name_en : kind->name;
    table_text(table, bytes_of_string(label));
    if (db_bytes(rows, ENTRY_COLUMN_PASS_NUMBER).len == SHORT_NUMBER_LEN &&
        !db_copy_text(rows, ENTRY_COLUMN_PASS_NUMBER, number, sizeof number))
        short_number_format(number, text);
    table_text(table, bytes_of_string(text));
}

static enum gh_status put_note(const struct entries_source *s, struct table *table, struct db_rows *rows)
{
    char note[ENTRY_NOTE_MAX];
    enum gh_status status = entry_note_open(s->server->vault, rows, note);
    table_text(table, bytes_of_string(status ? "" : note));
    sodium_memzero(note, sizeof note);
    return status;
}

static enum gh_status put_plate(const struct entries_source *s, struct table *table, struct db_rows *rows)
{
    char plate[ENTRY_PLATE_MAX];
    enum gh_status status = entry_plate_read(s->server->vault, rows, plate);
    table_text(table, bytes_of_string(status ? "" : plate));
    sodium_memzero(plate, sizeof plate);
    return status;
}

static enum gh_status put_row(const struct entries_source *s, struct table *table, struct db_rows *rows)
{
    const bool english = table_is_english(table) && db_bytes(rows, ENTRY_COLUMN_GATE_NAME_EN).len > 0;
    table_time(table, db_int(rows, ENTRY_COLUMN_AT));
    table_time(table, db_int(rows, ENTRY_COLUMN_ARRIVED_AT));
    table_number(table, db_int(rows, ENTRY_COLUMN_NUMBER));
    table_word(table, entry_kind_words(db_int(rows, ENTRY_COLUMN_KIND)));
    table_word(table, entry_direction_words(db_int(rows, ENTRY_COLUMN_DIRECTION)));
    table_word(table, entry_colour_words(db_int(rows, ENTRY_COLUMN_COLOUR)));
    table_word(table, entry_reason_words(db_int(rows, ENTRY_COLUMN_REASON)));
    table_word(table, entry_override_words(db_int(rows, ENTRY_COLUMN_OVERRIDE)));
    table_text(table, db_bytes(rows, english ? ENTRY_COLUMN_GATE_NAME_EN : ENTRY_COLUMN_GATE_NAME));
    table_text(table, db_bytes(rows, ENTRY_COLUMN_DEVICE_NAME));
    table_text(table, db_bytes(rows, ENTRY_COLUMN_PERSON));
    enum gh_status status = put_plate(s, table, rows);
    if (status)
        return status;
    table_text(table, db_bytes(rows, ENTRY_COLUMN_UNIT));
    table_text(table, db_bytes(rows, ENTRY_COLUMN_APPLICATION));
    put_pass(s, table, rows);
    table_text(table, db_bytes(rows, ENTRY_COLUMN_GUARD));
    table_word(table, entry_mark_words(db_bytes(rows, ENTRY_COLUMN_MARK)));
    return put_note(s, table, rows);
}

/* ---- The list ---- */

static enum gh_status next_rows(struct table_source *base, struct db *db, struct table *table, bool *done)
{
    struct entries_source *s = (struct entries_source *)base;
    struct db_rows rows = {0};
    struct entry_cursor rest;
    int64_t count = 0;
    enum gh_status taken = GH_OK, status = entry_query(db, &rows, &s->scope, &s->filter, &rest);
    while (!status && !taken && !(status = db_next(&rows))) {
        count++;
        s->filter.after.at = db_int(&rows, ENTRY_COLUMN_AT);
        taken = db_copy_blob(&rows, ENTRY_COLUMN_ID, s->filter.after.id.b, UUID_LEN);
        if (!taken)
            taken = put_row(s, table, &rows);
    }
    db_rows_end(&rows);
    if (count < s->filter.limit)
        s->filter.after = rest;
    *done = s->filter.after.at == 0;
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static void end_rows(struct table_source *base)
{
    free(base);
}

static enum gh_status get_table(struct request *rq, struct reply *reply, enum table_format format)
{
    struct entry_filter filter;
    struct scope scope;
    enum gh_status status = table_language_check(rq);
    if (!status)
        status = entry_filter_read(rq, &filter, &scope);
    /* No export without a record. */
    if (!status)
        status = audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "entries-exported", "entries",
                                                           request_text(rq, "campus %lld", (long long)filter.campus),
                                                           rq->address});
    struct entries_source *s = status ? NULL : calloc(1, sizeof *s);
    if (!s)
        return status ? status : GH_NO_MEMORY;
    s->base = (struct table_source){.file = "entries",
                                    .columns = columns,
                                    .column_count = sizeof columns / sizeof columns[0],
                                    .next = next_rows,
                                    .end = end_rows};
    s->server = rq->server;
    s->scope = scope;
    s->filter = filter;
    s->filter.limit = TABLE_PIECE;
    status = kinds_load(rq->db, &s->kinds);
    if (status) {
        end_rows(&s->base);
        return status;
    }
    return table_reply(rq, reply, &s->base, format);
}

enum gh_status entries_csv_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_CSV);
}

enum gh_status entries_xlsx_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_XLSX);
}
