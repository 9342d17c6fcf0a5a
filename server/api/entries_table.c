/* The entry log as a file: exactly the entries that the filters leave, in words of one language, made while it is sent.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/endpoints.h"
#include "api/entry_filter.h"
#include "flow/pass_kind.h"
#include "http/server.h"
#include "records/audit.h"
#include "review/entry_words.h"
#include "token/short_number.h"

#define PIECE 500 /* rows of one query */

static const char *const names[] = {
    N_("Time"),   N_("Arrived"),         N_("Number"),       N_("Event"),    N_("Direction"), N_("Verdict"),
    N_("Reason"), N_("Override reason"), N_("Gate"),         N_("Booth"),    N_("Person"),    N_("Plate"),
    N_("Unit"),   N_("Application no."), N_("Kind of pass"), N_("Pass no."), N_("Guard"),     N_("Mark"),
    N_("Note")};
#define CELLS (sizeof names / sizeof names[0])

struct table_stream {
    struct reply_stream base;
    const struct server *server;
    struct scope scope;
    struct entry_filter filter;
    enum request_language language;
    bool begun;
};

/* A row's texts, borrowed from the database's row and from here. */
struct table_row {
    struct bytes cells[CELLS];
    size_t count;
    char at[32], arrived[32], number[24], pass_number[SHORT_NUMBER_TEXT_SIZE], note[ENTRY_NOTE_MAX];
};

static const char *tr(const struct table_stream *s, const char *text)
{
    return s->language == LANGUAGE_ENGLISH || !*text ? text : catalog_find(&s->server->catalog, text);
}

/* ---- A row ---- */

static void add(struct table_row *row, struct bytes text)
{
    row->cells[row->count++] = text;
}

static void add_word(const struct table_stream *s, struct table_row *row, const char *text)
{
    add(row, bytes_of_string(tr(s, text)));
}

/* Adds a time to the second in the campus's zone, as spreadsheets read it. */
static void add_time(struct table_row *row, tick at, char text[static 32])
{
    time_t seconds = (time_t)(tick_to_seconds(at) + 8 * 3600);
    struct tm civil;
    text[0] = '\0';
    if (gmtime_r(&seconds, &civil))
        (void)strftime(text, 32, "%Y-%m-%d %H:%M:%S", &civil);
    add(row, bytes_of_string(text));
}

static void add_pass(const struct table_stream *s, struct table_row *row, struct db_rows *rows)
{
    char name[24], number[SHORT_NUMBER_LEN + 1];
    const struct pass_kind_policy *kind =
        db_copy_text(rows, ENTRY_COLUMN_CATEGORY, name, sizeof name) ? NULL : pass_kind_find(name);
    add_word(s, row, kind ? kind->label : "");
    row->pass_number[0] = '\0';
    if (db_bytes(rows, ENTRY_COLUMN_PASS_NUMBER).len == SHORT_NUMBER_LEN &&
        !db_copy_text(rows, ENTRY_COLUMN_PASS_NUMBER, number, sizeof number))
        short_number_format(number, row->pass_number);
    add(row, bytes_of_string(row->pass_number));
}

static enum gh_status read_row(const struct table_stream *s, struct db_rows *rows, struct table_row *row)
{
    const bool english = s->language == LANGUAGE_ENGLISH && db_bytes(rows, ENTRY_COLUMN_GATE_NAME_EN).len > 0;
    const int texts[] = {english ? ENTRY_COLUMN_GATE_NAME_EN : ENTRY_COLUMN_GATE_NAME,
                         ENTRY_COLUMN_DEVICE_NAME,
                         ENTRY_COLUMN_PERSON,
                         ENTRY_COLUMN_PLATE,
                         ENTRY_COLUMN_UNIT,
                         ENTRY_COLUMN_APPLICATION};
    row->count = 0;
    add_time(row, db_int(rows, ENTRY_COLUMN_AT), row->at);
    add_time(row, db_int(rows, ENTRY_COLUMN_ARRIVED_AT), row->arrived);
    (void)snprintf(row->number, sizeof row->number, "%lld", (long long)db_int(rows, ENTRY_COLUMN_NUMBER));
    add(row, bytes_of_string(row->number));
    add_word(s, row, entry_kind_words(db_int(rows, ENTRY_COLUMN_KIND)));
    add_word(s, row, entry_direction_words(db_int(rows, ENTRY_COLUMN_DIRECTION)));
    add_word(s, row, entry_colour_words(db_int(rows, ENTRY_COLUMN_COLOUR)));
    add_word(s, row, entry_reason_words(db_int(rows, ENTRY_COLUMN_REASON)));
    add_word(s, row, entry_override_words(db_int(rows, ENTRY_COLUMN_OVERRIDE)));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        add(row, db_bytes(rows, texts[i]));
    add_pass(s, row, rows);
    add(row, db_bytes(rows, ENTRY_COLUMN_GUARD));
    add_word(s, row, entry_mark_words(db_bytes(rows, ENTRY_COLUMN_MARK)));
    enum gh_status status = entry_note_open(s->server->vault, rows, row->note);
    add(row, bytes_of_string(status ? "" : row->note));
    return status;
}

/* ---- CSV ---- */

/* Returns whether a spreadsheet would read a text as a formula. Those for Chinese take the wide signs, too. */
static bool is_formula(struct bytes text)
{
    static const char *const begins[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        size_t len = strlen(begins[i]);
        if (text.len >= len && memcmp(text.data, begins[i], len) == 0)
            return true;
    }
    return false;
}

/* Always quotes the cell. Prefixes an apostrophe to what looks like a formula. */
static enum gh_status put_cell(struct reply_buffer *out, struct bytes text, bool last)
{
    enum gh_status status = reply_buffer_put(out, bytes_of_string(is_formula(text) ? "\"'" : "\""));
    for (size_t i = 0; !status && i < text.len; i++)
        status = reply_buffer_put(out, text.data[i] == '"' ? bytes_of_string("\"\"") : BYTES(text.data + i, 1));
    return status ? status : reply_buffer_put(out, bytes_of_string(last ? "\"\r\n" : "\","));
}

/* The byte order mark tells spreadsheets that this is UTF-8. */
static enum gh_status put_head(const struct table_stream *s, struct reply_buffer *out)
{
    enum gh_status status = reply_buffer_put(out, bytes_of_string("\xef\xbb\xbf"));
    for (size_t i = 0; !status && i < CELLS; i++)
        status = put_cell(out, bytes_of_string(tr(s, names[i])), i + 1 == CELLS);
    return status;
}

static enum gh_status put_row(const struct table_stream *s, struct db_rows *rows, struct reply_buffer *out)
{
    struct table_row row;
    enum gh_status status = read_row(s, rows, &row);
    for (size_t i = 0; !status && i < CELLS; i++)
        status = put_cell(out, row.cells[i], i + 1 == CELLS);
    sodium_memzero(&row, sizeof row);
    return status;
}

static enum gh_status put_rows(struct table_stream *s, struct db *db, struct reply_buffer *out, bool *done)
{
    struct db_rows rows = {0};
    struct entry_cursor rest;
    int64_t count = 0;
    enum gh_status taken = GH_OK, status = entry_query(db, &rows, &s->scope, &s->filter, &rest);
    while (!status && !taken && !(status = db_next(&rows))) {
        count++;
        s->filter.after.at = db_int(&rows, ENTRY_COLUMN_AT);
        taken = db_copy_blob(&rows, ENTRY_COLUMN_ID, s->filter.after.id.b, UUID_LEN);
        if (!taken)
            taken = put_row(s, &rows, out);
    }
    db_rows_end(&rows);
    if (count < s->filter.limit)
        s->filter.after = rest;
    *done = s->filter.after.at == 0;
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status next_rows(struct reply_stream *base, struct reply_buffer *out, bool *done)
{
    struct table_stream *s = (struct table_stream *)base;
    struct db *db;
    enum gh_status status = s->begun ? GH_OK : put_head(s, out);
    s->begun = true;
    if (!status)
        status = db_pool_take(s->server->pool, DB_READ, 5000, &db);
    if (status)
        return status;
    status = put_rows(s, db, out, done);
    db_pool_give(s->server->pool, db);
    return status;
}

static void end_rows(struct reply_stream *base)
{
    free(base);
}

enum gh_status entries_csv_get(struct request *rq, struct reply *reply)
{
    struct entry_filter filter;
    struct scope scope;
    enum gh_status status = entry_filter_read(rq, &filter, &scope);
    /* No export without a record. */
    if (!status)
        status = audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "entries-exported", "entries",
                                                           request_text(rq, "campus %lld", (long long)filter.campus),
                                                           rq->address});
    struct table_stream *s = status ? NULL : calloc(1, sizeof *s);
    if (!s)
        return status ? status : GH_NO_MEMORY;
    s->base = (struct reply_stream){.next = next_rows, .end = end_rows};
    s->server = rq->server;
    s->scope = scope;
    s->filter = filter;
    s->language = rq->language;
    s->filter.limit = PIECE;
    reply->status = 200;
    reply->content_type = "text/csv; charset=utf-8";
    reply->stream = &s->base;
    reply_header(reply, "Content-Disposition", "attachment; filename=\"entries.csv\"");
    return GH_OK;
}
