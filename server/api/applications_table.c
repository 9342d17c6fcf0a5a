/* A list of applications as a file: exactly those that the filters leave, as their list shows them. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "act/application_list.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/table.h"
#include "base/catalog.h"
#include "base/uuid.h"
#include "flow/flow.h"
#include "http/server.h"
#include "records/application.h"
#include "records/kind_edit.h"

#define TEXT_SIZE 256 /* a list of states, or what somebody searched for */

static const char *const columns[] = {N_("Application no."),
                                      N_("State"),
                                      N_("Unit"),
                                      N_("Campus"),
                                      N_("Applicant"),
                                      N_("Kind"),
                                      N_("Purpose"),
                                      N_("Host"),
                                      N_("First visitor"),
                                      N_("Persons"),
                                      N_("Vehicles"),
                                      N_("From"),
                                      N_("To"),
                                      N_("Handed in"),
                                      N_("To be decided by"),
                                      N_("Walk-up")};
_Static_assert(sizeof columns / sizeof columns[0] <= TABLE_COLUMNS_MAX, "the columns fit");

struct applications_source {
    struct table_source base;
    const struct server *server;
    struct session session; /* what its owner may see */
    struct list_filter filter;
    struct pass_kinds kinds;
    char states[TEXT_SIZE], q[TEXT_SIZE], cursor[LIST_CURSOR_SIZE];
};

/* Columns of LIST_COLUMNS. */
enum {
    NUMBER = 1,
    STATE = 2,
    UNIT_NAME = 5,
    CAMPUS_NAME = 8,
    APPLICANT = 11,
    KIND = 12,
    PURPOSE = 13,
    HOST = 14,
    FIRST_AT = 15,
    LAST_AT = 16,
    PERSONS = 18,
    VEHICLES = 19,
    FIRST_VISITOR = 20,
    SUBMITTED_AT = 21,
    WALK_UP = 22,
    DECIDE_BY = 23
};

static void put_name(struct table *table, struct db_rows *rows, int column)
{
    bool english = table_is_english(table) && db_bytes(rows, column + 1).len > 0;
    table_text(table, db_bytes(rows, english ? column + 1 : column));
}

static bool read_state(struct db_rows *rows, enum flow_state *out)
{
    char name[24];
    return !db_copy_text(rows, STATE, name, sizeof name) && !flow_state_from_name(name, out);
}

static void put_state(struct table *table, struct db_rows *rows)
{
    enum flow_state state;
    table_word(table, read_state(rows, &state) ? flow_state_label(state) : "");
}

static void put_decide_by(struct table *table, struct db_rows *rows)
{
    enum flow_state state;
    bool walk_up = db_int(rows, WALK_UP) != 0;
    table_time(table, read_state(rows, &state) ? application_decide_by_of(state, walk_up, db_int(rows, DECIDE_BY)) : 0);
}

static void put_kind(const struct applications_source *s, struct table *table, struct db_rows *rows)
{
    char name[24];
    const struct pass_kind_policy *kind =
        db_copy_text(rows, KIND, name, sizeof name) ? NULL : pass_kinds_find(&s->kinds, name);
    const char *label = !kind ? "" : table_is_english(table) ? kind->name_en : kind->name;
    table_text(table, bytes_of_string(label));
}

static void put_row(const struct applications_source *s, struct table *table, struct db_rows *rows)
{
    table_text(table, db_bytes(rows, NUMBER));
    put_state(table, rows);
    put_name(table, rows, UNIT_NAME);
    put_name(table, rows, CAMPUS_NAME);
    table_text(table, db_bytes(rows, APPLICANT));
    put_kind(s, table, rows);
    table_text(table, db_bytes(rows, PURPOSE));
    table_text(table, db_bytes(rows, HOST));
    table_text(table, db_bytes(rows, FIRST_VISITOR));
    table_number(table, db_int(rows, PERSONS));
    table_number(table, db_int(rows, VEHICLES));
    table_time(table, db_int(rows, FIRST_AT));
    table_time(table, db_int(rows, LAST_AT));
    table_time(table, db_int(rows, SUBMITTED_AT));
    put_decide_by(table, rows);
    table_word(table, db_int(rows, WALK_UP) ? N_("Yes") : N_("No"));
}

static enum gh_status next_rows(struct table_source *base, struct db *db, struct table *table, bool *done)
{
    struct applications_source *s = (struct applications_source *)base;
    struct db_rows rows = {0};
    int64_t count = 0;
    enum gh_status taken = GH_OK, status = list_query(db, s->server->vault, &rows, &s->session, &s->filter);
    while (!status && !taken && !(status = db_next(&rows))) {
        count++;
        put_row(s, table, &rows);
        taken = list_cursor(&rows, &s->filter, s->cursor);
    }
    db_rows_end(&rows);
    *done = count < s->filter.limit;
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static void end_rows(struct table_source *base)
{
    sodium_memzero(base, sizeof(struct applications_source));
    free(base);
}

/* Keeps a text of the request, which ends before the answer does. */
static enum gh_status keep(char out[static TEXT_SIZE], const char **text)
{
    if (!*text)
        return GH_OK;
    if (strlen(*text) >= TEXT_SIZE)
        return GH_MALFORMED;
    memcpy(out, *text, strlen(*text) + 1);
    *text = out;
    return GH_OK;
}

static enum gh_status get_table(struct request *rq, struct reply *reply, enum table_format format)
{
    struct applications_source *s = calloc(1, sizeof *s);
    if (!s)
        return GH_NO_MEMORY;
    s->base = (struct table_source){.file = "applications",
                                    .columns = columns,
                                    .column_count = sizeof columns / sizeof columns[0],
                                    .next = next_rows,
                                    .end = end_rows};
    s->server = rq->server;
    s->session = *rq->session;
    enum gh_status status = table_language_check(rq);
    if (!status)
        status = application_filter_read(rq, &s->filter);
    if (!status)
        status = kinds_load(rq->db, &s->kinds);
    if (!status)
        status = keep(s->states, &s->filter.states);
    if (!status)
        status = keep(s->q, &s->filter.q);
    s->filter.cursor = s->cursor;
    s->filter.limit = TABLE_PIECE;
    /* No export without a record. */
    if (!status)
        status =
            audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "applications-exported",
                                                      "applications", list_view_name(s->filter.view), rq->address});
    if (!status)
        return table_reply(rq, reply, &s->base, format);
    end_rows(&s->base);
    return status;
}

enum gh_status applications_csv_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_CSV);
}

enum gh_status applications_xlsx_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_XLSX);
}
