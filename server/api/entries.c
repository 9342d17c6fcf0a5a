/* Endpoints for the entry log, for reviewers. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "devices/aside.h"
#include "devices/entries.h"
#include "http/server.h"
#include "records/aside_content.h"
#include "records/record.h"
#include "review/entry_query.h"
#include "review/entry_words.h"
#include "wire/entry.h"

#define TIME_MAX INT64_C(253402300800000) /* year 10000 */
#define PAGE_MAX 200
#define CSV_PIECE 200
#define CURSOR_SIZE 64

static const char *or_empty(const char *value)
{
    return value ? value : "";
}

/* Returns the number of a word in a closed list of core, -1 for an empty word, -2 for an unknown one. */
static int number_of(const char *word, const char *(*name)(int value), int count)
{
    if (!*word)
        return -1;
    for (int i = 0; i < count; i++)
        if (strcmp(word, name(i)) == 0)
            return i;
    return -2;
}

static const char *kind_name(int value)
{
    return entry_kind_name((enum entry_kind)value);
}

static const char *colour_name(int value)
{
    return verdict_colour_name((enum verdict_colour)value);
}

static const char *reason_name(int value)
{
    return verdict_reason_name((enum verdict_reason)value);
}

static bool read_id(const struct request *rq, const char *name, struct uuid *out)
{
    const char *text = or_empty(request_query(rq, name));
    return !*text || uuid_parse(bytes_of_string(text), out) == GH_OK;
}

static bool read_cursor(const char *text, struct entry_cursor *out)
{
    char *end = NULL;
    if (!*text)
        return true;
    out->at = strtoll(text, &end, 10);
    return out->at > 0 && *end == '_' && uuid_parse(bytes_of_string(end + 1), &out->id) == GH_OK;
}

static enum gh_status read_filter(const struct request *rq, struct entry_filter *f)
{
    int64_t gate = -1;
    *f = (struct entry_filter){.kind = number_of(or_empty(request_query(rq, "kind")), kind_name, ENTRY_SIGN_OUT + 1),
                               .colour =
                                   number_of(or_empty(request_query(rq, "colour")), colour_name, VERDICT_GREEN + 1),
                               .reason = number_of(or_empty(request_query(rq, "reason")), reason_name, REASON_COUNT),
                               .mark = or_empty(request_query(rq, "mark")),
                               .overrides = strcmp(or_empty(request_query(rq, "overrides")), "true") == 0};
    if (f->kind == -2 || f->colour == -2 || f->reason == -2 || !read_id(rq, "device", &f->device) ||
        !read_id(rq, "pass", &f->pass) || !read_cursor(or_empty(request_query(rq, "cursor")), &f->after) ||
        request_query_number(rq, "from", 0, TIME_MAX, 0, &f->from) ||
        request_query_number(rq, "to", 0, TIME_MAX, TIME_MAX, &f->to) ||
        request_query_number(rq, "campus", 0, INT32_MAX, 0, &f->campus) ||
        request_query_number(rq, "gate", -1, 15, -1, &gate) ||
        request_query_number(rq, "limit", 1, PAGE_MAX, 50, &f->limit))
        return GH_MALFORMED;
    f->gate = (int)gate;
    return GH_OK;
}

/* ---- A page ---- */

static enum gh_status open_note(const struct vault *vault, struct db_rows *rows, char note[static ENTRY_NOTE_MAX])
{
    struct uuid id;
    enum gh_status status = db_copy_blob(rows, ENTRY_COLUMN_ID, id.b, UUID_LEN);
    return status ? status : record_open(vault, "entry.note", &id, rows, ENTRY_COLUMN_NOTE, note, ENTRY_NOTE_MAX);
}

static enum gh_status entry_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    static const char *const evidences[] = {"code", "number", "plate"}, *const directions[] = {"in", "out"};
    char note[ENTRY_NOTE_MAX];
    int64_t evidence = db_int(rows, ENTRY_COLUMN_PRESENTED_AS), direction = db_int(rows, ENTRY_COLUMN_DIRECTION);
    enum gh_status status = open_note(rq->server->vault, rows, note);
    if (status)
        return status;
    *out = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:s, s:o, s:s, s:o, "
        "s:o, s:o, s:o, s:o, s:o, s:o}",
        "id", rows_id(rows, ENTRY_COLUMN_ID), "number", rows_number(rows, ENTRY_COLUMN_NUMBER), "at",
        rows_number(rows, ENTRY_COLUMN_AT), "arrived_at", rows_number(rows, ENTRY_COLUMN_ARRIVED_AT), "clock_trusted",
        rows_bool(rows, ENTRY_COLUMN_CLOCK_TRUSTED), "kind", kind_name((int)db_int(rows, ENTRY_COLUMN_KIND)),
        "evidence", evidence >= 0 && evidence < 3 ? evidences[evidence] : "code", "direction",
        direction == 1 ? directions[1] : directions[0], "gate", rows_number(rows, ENTRY_COLUMN_GATE), "gate_name",
        rows_text(rows, ENTRY_COLUMN_GATE_NAME), "gate_name_en", rows_text(rows, ENTRY_COLUMN_GATE_NAME_EN), "device",
        rows_id(rows, ENTRY_COLUMN_DEVICE), "device_name", rows_text(rows, ENTRY_COLUMN_DEVICE_NAME), "colour",
        colour_name((int)db_int(rows, ENTRY_COLUMN_COLOUR)), "reason",
        reason_name((int)db_int(rows, ENTRY_COLUMN_REASON)), "guard", rows_text_or_null(rows, ENTRY_COLUMN_GUARD),
        "second_guard", rows_text_or_null(rows, ENTRY_COLUMN_SECOND_GUARD), "override",
        override_reason_name((enum override_reason)db_int(rows, ENTRY_COLUMN_OVERRIDE)), "mark",
        rows_text(rows, ENTRY_COLUMN_MARK), "note", note, "refers_to", rows_id(rows, ENTRY_COLUMN_REFERS_TO), "pass",
        rows_id(rows, ENTRY_COLUMN_PASS), "person", rows_text_or_null(rows, ENTRY_COLUMN_PERSON), "plate",
        rows_text_or_null(rows, ENTRY_COLUMN_PLATE), "application", rows_text_or_null(rows, ENTRY_COLUMN_APPLICATION),
        "unit", rows_text_or_null(rows, ENTRY_COLUMN_UNIT), "picture", rows_bool(rows, ENTRY_COLUMN_PICTURE));
    sodium_memzero(note, sizeof note);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static json_t *cursor_json(const json_t *last)
{
    char text[CURSOR_SIZE];
    if (!last)
        return json_null();
    (void)snprintf(text, sizeof text, "%lld_%s", (long long)json_integer_value(json_object_get(last, "at")),
                   json_string_value(json_object_get(last, "id")));
    return json_string(text);
}

enum gh_status entries_get(struct request *rq, struct reply *reply)
{
    struct entry_filter filter;
    struct db_rows rows = {0};
    bool more = false;
    enum gh_status status = read_filter(rq, &filter);
    if (!status)
        status = audit_list(rq, "entries");
    if (status)
        return status;
    size_t page = (size_t)filter.limit++;
    json_t *items = json_array();
    status = rows_collect(rq, &rows, entry_query(rq->db, &rows, rq->scope, &filter), entry_json, page, items, &more);
    if (status) {
        json_decref(items);
        return status;
    }
    json_t *next = cursor_json(more ? json_array_get(items, page - 1) : NULL);
    return reply_json(rq, reply, 200, json_pack("{s:o, s:o}", "items", items, "next", next));
}

/* ---- CSV ---- */

struct csv_stream {
    struct reply_stream base;
    const struct server *server;
    struct scope scope;
    struct entry_filter filter;
    char mark[16];
    enum request_language language;
    bool begun;
};

static const char *tr(const struct csv_stream *s, const char *text)
{
    return s->language == LANGUAGE_ENGLISH || !*text ? text : catalog_find(&s->server->catalog, text);
}

/* Always quotes the cell. Prefixes an apostrophe when a spreadsheet would read it as a formula. */
static enum gh_status put_cell(struct reply_buffer *out, struct bytes text, bool last)
{
    static const char formula[] = "=+-@\t\r";
    enum gh_status status = reply_buffer_put(out, bytes_of_string("\""));
    if (!status && text.len > 0 && strchr(formula, text.data[0]) && text.data[0])
        status = reply_buffer_put(out, bytes_of_string("'"));
    for (size_t i = 0; !status && i < text.len; i++)
        status = reply_buffer_put(out, text.data[i] == '"' ? bytes_of_string("\"\"") : BYTES(text.data + i, 1));
    return status ? status : reply_buffer_put(out, bytes_of_string(last ? "\"\r\n" : "\","));
}

static enum gh_status put_word(struct reply_buffer *out, const char *text, bool last)
{
    return put_cell(out, bytes_of_string(text), last);
}

/* Writes a time to the second in the campus's zone, as spreadsheets read it. */
static enum gh_status put_time(struct reply_buffer *out, tick at)
{
    char text[32];
    time_t seconds = (time_t)(tick_to_seconds(at) + 8 * 3600);
    struct tm civil;
    if (!gmtime_r(&seconds, &civil))
        return GH_MALFORMED;
    (void)strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &civil);
    return put_word(out, text, false);
}

static enum gh_status put_row(const struct csv_stream *s, struct db_rows *rows, struct reply_buffer *out)
{
    const bool english = s->language == LANGUAGE_ENGLISH && db_bytes(rows, ENTRY_COLUMN_GATE_NAME_EN).len > 0;
    const int texts[] = {english ? ENTRY_COLUMN_GATE_NAME_EN : ENTRY_COLUMN_GATE_NAME,
                         ENTRY_COLUMN_DEVICE_NAME,
                         ENTRY_COLUMN_PERSON,
                         ENTRY_COLUMN_PLATE,
                         ENTRY_COLUMN_UNIT,
                         ENTRY_COLUMN_APPLICATION,
                         ENTRY_COLUMN_GUARD};
    char note[ENTRY_NOTE_MAX], number[24];
    enum gh_status status = open_note(s->server->vault, rows, note);
    if (!status)
        status = put_time(out, db_int(rows, ENTRY_COLUMN_AT));
    if (!status)
        status = put_time(out, db_int(rows, ENTRY_COLUMN_ARRIVED_AT));
    (void)snprintf(number, sizeof number, "%lld", (long long)db_int(rows, ENTRY_COLUMN_NUMBER));
    const char *const words[] = {
        number,
        entry_kind_words(db_int(rows, ENTRY_COLUMN_KIND)),
        entry_direction_words(db_int(rows, ENTRY_COLUMN_DIRECTION)),
        entry_colour_words(db_int(rows, ENTRY_COLUMN_COLOUR)),
        entry_reason_words(db_int(rows, ENTRY_COLUMN_REASON)),
        entry_override_words(db_int(rows, ENTRY_COLUMN_OVERRIDE)),
    };
    for (size_t i = 0; !status && i < sizeof words / sizeof words[0]; i++)
        status = put_word(out, tr(s, words[i]), false);
    for (size_t i = 0; !status && i < sizeof texts / sizeof texts[0]; i++)
        status = put_cell(out, db_bytes(rows, texts[i]), false);
    if (!status)
        status = put_word(out, tr(s, entry_mark_words(db_bytes(rows, ENTRY_COLUMN_MARK))), false);
    if (!status)
        status = put_word(out, note, true);
    sodium_memzero(note, sizeof note);
    return status;
}

/* The byte order mark tells spreadsheets that this is UTF-8. */
static enum gh_status put_head(const struct csv_stream *s, struct reply_buffer *out)
{
    static const char *const names[] = {
        N_("Time"),   N_("Arrived"),         N_("Number"), N_("Event"), N_("Direction"), N_("Verdict"),
        N_("Reason"), N_("Override reason"), N_("Gate"),   N_("Booth"), N_("Person"),    N_("Plate"),
        N_("Unit"),   N_("Application no."), N_("Guard"),  N_("Mark"),  N_("Note")};
    const size_t count = sizeof names / sizeof names[0];
    enum gh_status status = reply_buffer_put(out, bytes_of_string("\xef\xbb\xbf"));
    for (size_t i = 0; !status && i < count; i++)
        status = put_word(out, tr(s, names[i]), i + 1 == count);
    return status;
}

static enum gh_status put_rows(struct csv_stream *s, struct db *db, struct reply_buffer *out, bool *done)
{
    struct db_rows rows = {0};
    int64_t count = 0;
    enum gh_status taken = GH_OK, status = entry_query(db, &rows, &s->scope, &s->filter);
    while (!status && !taken && !(status = db_next(&rows))) {
        count++;
        s->filter.after.at = db_int(&rows, ENTRY_COLUMN_AT);
        taken = db_copy_blob(&rows, ENTRY_COLUMN_ID, s->filter.after.id.b, UUID_LEN);
        if (!taken)
            taken = put_row(s, &rows, out);
    }
    db_rows_end(&rows);
    *done = count < s->filter.limit;
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status next_rows(struct reply_stream *base, struct reply_buffer *out, bool *done)
{
    struct csv_stream *s = (struct csv_stream *)base;
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
    enum gh_status status = read_filter(rq, &filter);
    /* No export without a record. */
    if (!status)
        status = audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "entries-exported", "entries",
                                                           request_text(rq, "campus %lld", (long long)filter.campus),
                                                           rq->address});
    struct csv_stream *s = status ? NULL : calloc(1, sizeof *s);
    if (!s)
        return status ? status : GH_NO_MEMORY;
    s->base = (struct reply_stream){.next = next_rows, .end = end_rows};
    s->server = rq->server;
    s->scope = *rq->scope;
    s->filter = filter;
    s->language = rq->language;
    s->filter.limit = CSV_PIECE;
    (void)snprintf(s->mark, sizeof s->mark, "%s", filter.mark);
    s->filter.mark = s->mark;
    reply->status = 200;
    reply->content_type = "text/csv; charset=utf-8";
    reply->stream = &s->base;
    reply_header(reply, "Content-Disposition", "attachment; filename=\"entries.csv\"");
    return GH_OK;
}

/* ---- Quarantined entries ---- */

static enum gh_status aside_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    char content[ASIDE_CONTENT_MAX + 1];
    size_t len = 0;
    enum gh_status status = db_copy_blob(rows, ASIDE_COLUMN_ID, id.b, UUID_LEN);
    if (!status)
        status = aside_open(rq->server->vault, &id, db_bytes(rows, ASIDE_COLUMN_LINE), content, &len);
    if (status)
        return status;
    char *masked = aside_masked(BYTES(content, len));
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:s?}", "id", rows_id(rows, ASIDE_COLUMN_ID), "device_name",
                     rows_text(rows, ASIDE_COLUMN_DEVICE_NAME), "number", rows_number(rows, ASIDE_COLUMN_NUMBER),
                     "arrived_at", rows_number(rows, ASIDE_COLUMN_ARRIVED_AT), "code",
                     rows_text(rows, ASIDE_COLUMN_CODE), "line", masked);
    free(masked);
    sodium_memzero(content, sizeof content);
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status entries_aside_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    enum gh_status status = audit_list(rq, "entries-aside");
    if (!status)
        status = aside_query(rq->db, &rows, rq->scope, PAGE_MAX);
    return rows_reply(rq, reply, &rows, status, aside_json);
}

/* Shows a content whole. The audit trail says who looked. */
enum gh_status entries_aside_reveal_post(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    struct uuid id;
    char content[ASIDE_CONTENT_MAX + 1] = "", subject[AUDIT_SUBJECT_SIZE];
    size_t len = 0;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = aside_load(rq->db, rq->scope, &id, &rows);
    if (!status)
        status = aside_open(rq->server->vault, &id, db_bytes(&rows, 0), content, &len);
    db_rows_end(&rows);
    if (!status) {
        audit_subject_id("entry-aside", &id, subject);
        status = audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "entry-aside-revealed",
                                                           subject, "", rq->address});
    }
    if (!status) {
        json_t *text = json_stringn(content, len);
        status = reply_json(rq, reply, 200, json_pack("{s:o}", "line", text ? text : json_null()));
    }
    sodium_memzero(content, sizeof content);
    return status;
}

typedef enum gh_status settle_function(const struct audit_act *act, const struct scope *scope, const struct uuid *id);

static enum gh_status settle(struct request *rq, struct reply *reply, settle_function *run)
{
    struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = run(&act, rq->scope, &id);
    return status ? status : reply_empty(reply);
}

enum gh_status entries_aside_settle_post(struct request *rq, struct reply *reply)
{
    return settle(rq, reply, aside_settle);
}

enum gh_status entry_settle_post(struct request *rq, struct reply *reply)
{
    return settle(rq, reply, entry_settle);
}
