/* The exceptions as a file: exactly those that the filters leave. */
#include <stdlib.h>

#include "api/endpoints.h"
#include "api/exception_filter.h"
#include "api/table.h"
#include "http/server.h"
#include "records/audit.h"
#include "review/exception_words.h"
#include "token/short_number.h"

static const char *const columns[] = {
    N_("Kind"),      N_("Status"),    N_("First seen"), N_("Last seen"),       N_("How often"),
    N_("Gate"),      N_("Booth"),     N_("Pass no."),   N_("Application no."), N_("Assigned to"),
    N_("Closed at"), N_("Closed by"), N_("Reason"),
};
_Static_assert(sizeof columns / sizeof columns[0] <= TABLE_COLUMNS_MAX, "the columns fit");

struct exceptions_source {
    struct table_source base;
    struct scope scope;
    struct exception_filter filter;
};

static void put_pass_number(struct table *table, struct db_rows *rows)
{
    char number[SHORT_NUMBER_LEN + 1], text[SHORT_NUMBER_TEXT_SIZE] = "";
    if (db_bytes(rows, EXCEPTION_COLUMN_PASS_NUMBER).len == SHORT_NUMBER_LEN &&
        !db_copy_text(rows, EXCEPTION_COLUMN_PASS_NUMBER, number, sizeof number))
        short_number_format(number, text);
    table_text(table, bytes_of_string(text));
}

static void put_row(struct table *table, struct db_rows *rows)
{
    const bool english = table_is_english(table) && db_bytes(rows, EXCEPTION_COLUMN_GATE_NAME_EN).len > 0;
    table_word(table, exception_kind_words(db_bytes(rows, EXCEPTION_COLUMN_KIND)));
    table_word(table, exception_state_words(db_bytes(rows, EXCEPTION_COLUMN_STATE)));
    table_time(table, db_int(rows, EXCEPTION_COLUMN_FIRST_AT));
    table_time(table, db_int(rows, EXCEPTION_COLUMN_LAST_AT));
    table_number(table, db_int(rows, EXCEPTION_COLUMN_COUNT));
    table_text(table, db_bytes(rows, english ? EXCEPTION_COLUMN_GATE_NAME_EN : EXCEPTION_COLUMN_GATE_NAME));
    table_text(table, db_bytes(rows, EXCEPTION_COLUMN_DEVICE_NAME));
    put_pass_number(table, rows);
    table_text(table, db_bytes(rows, EXCEPTION_COLUMN_APPLICATION_NUMBER));
    table_text(table, db_bytes(rows, EXCEPTION_COLUMN_ASSIGNEE_NAME));
    table_time(table, db_int(rows, EXCEPTION_COLUMN_CLOSED_AT));
    table_text(table, db_bytes(rows, EXCEPTION_COLUMN_CLOSED_BY));
    table_word(table, exception_reason_words(db_bytes(rows, EXCEPTION_COLUMN_REASON)));
}

static enum gh_status next_rows(struct table_source *base, struct db *db, struct table *table, bool *done)
{
    struct exceptions_source *s = (struct exceptions_source *)base;
    struct db_rows rows = {0};
    int64_t count = 0;
    enum gh_status taken = GH_OK, status = exception_query(db, &rows, &s->scope, &s->filter);
    while (!status && !taken && !(status = db_next(&rows))) {
        count++;
        s->filter.before = db_int(&rows, EXCEPTION_COLUMN_LAST_AT);
        taken = db_copy_blob(&rows, EXCEPTION_COLUMN_ID, s->filter.before_id.b, UUID_LEN);
        put_row(table, &rows);
    }
    db_rows_end(&rows);
    *done = count < s->filter.limit;
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static void end_rows(struct table_source *base)
{
    free(base);
}

static enum gh_status get_table(struct request *rq, struct reply *reply, enum table_format format)
{
    struct exception_filter filter;
    enum gh_status status = table_language_check(rq);
    if (!status)
        status = exception_filter_read(rq, &filter);
    /* No export without a record. */
    if (!status)
        status = audit_write(
            rq->db, &(struct audit_entry){rq->now, rq->session->account, "exceptions-exported", "exceptions",
                                          request_text(rq, "campus %lld", (long long)filter.campus), rq->address});
    struct exceptions_source *s = status ? NULL : calloc(1, sizeof *s);
    if (!s)
        return status ? status : GH_NO_MEMORY;
    s->base = (struct table_source){.file = "exceptions",
                                    .columns = columns,
                                    .column_count = sizeof columns / sizeof columns[0],
                                    .next = next_rows,
                                    .end = end_rows};
    s->scope = *rq->scope;
    s->filter = filter;
    s->filter.limit = TABLE_PIECE;
    return table_reply(rq, reply, &s->base, format);
}

enum gh_status exceptions_csv_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_CSV);
}

enum gh_status exceptions_xlsx_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_XLSX);
}
