#include "api/table.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api/xlsx.h"
#include "http/reply.h"
#include "http/server.h"

#define FILE_PIECE 65536   /* bytes of a finished spreadsheet that are read at once */
#define ZONE_SECONDS 28800 /* the campus's zone: UTC+8 */
#define POOL_WAIT_MS 5000  /* for a connection to the database */

struct table {
    struct reply_stream base;
    const struct server *server;
    struct table_source *source; /* owned */
    enum request_language language;
    enum table_format format;
    const char *names[TABLE_COLUMNS_MAX]; /* translated */
    size_t column;                        /* of the next cell */
    bool begun;
    enum gh_status status;    /* the first fault */
    struct reply_buffer *out; /* CSV goes there; borrowed while rows are put */
    struct xlsx *xlsx;        /* owned, until it is finished */
    int fd;                   /* the finished spreadsheet; -1 before */
};

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
static enum gh_status put_quoted(struct table *table, struct bytes text)
{
    bool last = ++table->column == table->source->column_count;
    if (last)
        table->column = 0;
    enum gh_status status = reply_buffer_put(table->out, bytes_of_string(is_formula(text) ? "\"'" : "\""));
    for (size_t i = 0; !status && i < text.len; i++)
        status = reply_buffer_put(table->out, text.data[i] == '"' ? bytes_of_string("\"\"") : BYTES(text.data + i, 1));
    return status ? status : reply_buffer_put(table->out, bytes_of_string(last ? "\"\r\n" : "\","));
}

/* The byte order mark tells spreadsheets that this is UTF-8. */
static enum gh_status put_head(struct table *table)
{
    enum gh_status status = reply_buffer_put(table->out, bytes_of_string("\xef\xbb\xbf"));
    for (size_t i = 0; !status && i < table->source->column_count; i++)
        status = put_quoted(table, bytes_of_string(table->names[i]));
    return status;
}

/* ---- Cells ---- */

void table_text(struct table *table, struct bytes text)
{
    if (!table->status)
        table->status = table->xlsx ? xlsx_text(table->xlsx, text) : put_quoted(table, text);
}

static const char *tr(const struct table *table, const char *text)
{
    return table_is_english(table) || !*text ? text : catalog_find(&table->server->catalog, text);
}

void table_word(struct table *table, const char *text)
{
    table_text(table, bytes_of_string(tr(table, text)));
}

void table_number(struct table *table, int64_t number)
{
    char text[24];
    if (!table->status && table->xlsx) {
        table->status = xlsx_number(table->xlsx, number);
        return;
    }
    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    table_text(table, bytes_of_string(text));
}

void table_time(struct table *table, tick at)
{
    char text[32] = "";
    struct tm civil;
    const int64_t wall = tick_to_seconds(at) + ZONE_SECONDS;
    const time_t seconds = (time_t)wall;
    if (at && !table->status && table->xlsx) {
        table->status = xlsx_time(table->xlsx, wall);
        return;
    }
    if (at && gmtime_r(&seconds, &civil))
        (void)strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &civil);
    table_text(table, bytes_of_string(text));
}

bool table_is_english(const struct table *table)
{
    return table->language == LANGUAGE_ENGLISH;
}

/* ---- The answer ---- */

static enum gh_status begin(struct table *table)
{
    table->begun = true;
    for (size_t i = 0; i < table->source->column_count; i++)
        table->names[i] = tr(table, table->source->columns[i]);
    return table->format == TABLE_XLSX ? xlsx_new(table->names, table->source->column_count, &table->xlsx)
                                       : put_head(table);
}

static enum gh_status put_rows(struct table *table, bool *done)
{
    struct db *db;
    enum gh_status status = db_pool_take(table->server->pool, DB_READ, POOL_WAIT_MS, &db);
    if (status)
        return status;
    status = table->source->next(table->source, db, table, done);
    db_pool_give(table->server->pool, db);
    return status ? status : table->status;
}

static enum gh_status finish_spreadsheet(struct table *table)
{
    struct xlsx *x = table->xlsx;
    table->xlsx = NULL;
    return xlsx_finish(x, &table->fd);
}

static enum gh_status send_file(struct table *table, bool *done)
{
    char piece[4096];
    for (size_t sum = 0; sum < FILE_PIECE && !*done;) {
        ssize_t n = read(table->fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return GH_IO;
        *done = n == 0;
        sum += (size_t)n;
        enum gh_status status = reply_buffer_put(table->out, BYTES((const uint8_t *)piece, (size_t)n));
        if (status)
            return status;
    }
    return GH_OK;
}

/* A spreadsheet's first byte comes after its last row: until then, pieces are empty. */
static enum gh_status next_piece(struct reply_stream *base, struct reply_buffer *out, bool *done)
{
    struct table *table = (struct table *)base;
    bool last = false;
    table->out = out;
    if (table->fd >= 0)
        return send_file(table, done);
    enum gh_status status = table->begun ? GH_OK : begin(table);
    if (!status)
        status = put_rows(table, &last);
    if (!status && last && table->format == TABLE_XLSX)
        status = finish_spreadsheet(table);
    else
        *done = last;
    return status;
}

static void end_table(struct reply_stream *base)
{
    struct table *table = (struct table *)base;
    table->source->end(table->source);
    xlsx_free(table->xlsx);
    if (table->fd >= 0)
        (void)close(table->fd);
    free(table);
}

static const char *language_word(int value)
{
    return value == LANGUAGE_ENGLISH ? "en" : "zh";
}

enum gh_status table_language_check(const struct request *rq)
{
    static const struct query_words languages = {language_word, LANGUAGE_CHINESE, LANGUAGE_ENGLISH + 1};
    int language;
    return request_query_word(rq, "lang", &languages, LANGUAGE_CHINESE, &language);
}

enum gh_status table_reply(struct request *rq, struct reply *reply, struct table_source *source,
                           enum table_format format)
{
    static const struct {
        const char *ending, *type;
    } formats[] = {[TABLE_CSV] = {"csv", "text/csv; charset=utf-8"},
                   [TABLE_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};
    struct table *table = calloc(1, sizeof *table);
    if (!table) {
        source->end(source);
        return GH_NO_MEMORY;
    }
    *table = (struct table){.base = {.next = next_piece, .end = end_table, .packed = format == TABLE_XLSX},
                            .server = rq->server,
                            .source = source,
                            .language = rq->language,
                            .format = format,
                            .fd = -1};
    reply->status = 200;
    reply->content_type = formats[format].type;
    reply->stream = &table->base;
    reply_header(reply, "Content-Disposition",
                 request_text(rq, "attachment; filename=\"%s.%s\"", source->file, formats[format].ending));
    return GH_OK;
}
