/* Who is inside a campus, as a file. */
#include <stdlib.h>

#include "api/endpoints.h"
#include "api/table.h"
#include "base/catalog.h"
#include "devices/presence.h"
#include "records/audit.h"

#define ROWS_MAX 16384
#define CAMPUS_MAX 255
#define WATCHERS (ROLE_SECURITY_OFFICER | ROLE_REVIEWER | ROLE_ADMINISTRATOR)

static const char *const columns[] = {N_("Kind"), N_("Person"),          N_("Plate"), N_("Inside since"), N_("Gate"),
                                      N_("Unit"), N_("Application no."), N_("Until"), N_("Note")};
_Static_assert(sizeof columns / sizeof columns[0] <= TABLE_COLUMNS_MAX, "the columns fit");

struct presence_source {
    struct table_source base;
    int64_t campus;
    tick now;
};

static const char *note_of(const struct presence_source *s, struct db_rows *rows)
{
    if (db_int(rows, PRESENCE_COLUMN_EMERGENCY))
        return N_("Emergency admission");
    if (db_is_null(rows, PRESENCE_COLUMN_PASS))
        return N_("Without a pass");
    return db_int(rows, PRESENCE_COLUMN_EXPIRES) < s->now ? N_("The pass has expired") : "";
}

static void put_row(const struct presence_source *s, struct table *table, struct db_rows *rows)
{
    const bool english = table_is_english(table) && db_bytes(rows, PRESENCE_COLUMN_GATE_NAME_EN).len > 0;
    table_word(table, db_int(rows, PRESENCE_COLUMN_VEHICLE) ? N_("vehicle") : N_("person"));
    table_text(table, db_bytes(rows, PRESENCE_COLUMN_PERSON));
    table_text(table, db_bytes(rows, PRESENCE_COLUMN_PLATE));
    table_time(table, db_int(rows, PRESENCE_COLUMN_AT));
    table_text(table, db_bytes(rows, english ? PRESENCE_COLUMN_GATE_NAME_EN : PRESENCE_COLUMN_GATE_NAME));
    table_text(table, db_bytes(rows, PRESENCE_COLUMN_UNIT));
    table_text(table, db_bytes(rows, PRESENCE_COLUMN_APPLICATION));
    table_time(table, db_int(rows, PRESENCE_COLUMN_EXPIRES));
    table_word(table, note_of(s, rows));
}

static enum gh_status next_rows(struct table_source *base, struct db *db, struct table *table, bool *done)
{
    const struct presence_source *s = (const struct presence_source *)base;
    struct db_rows rows = {0};
    enum gh_status status = presence_query(db, &rows, s->campus, s->now, ROWS_MAX);
    while (!status && !(status = db_next(&rows)))
        put_row(s, table, &rows);
    db_rows_end(&rows);
    *done = true;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static void end_rows(struct table_source *base)
{
    free(base);
}

static enum gh_status get_table(struct request *rq, struct reply *reply, enum table_format format)
{
    int64_t campus = 0;
    enum gh_status status = table_language_check(rq);
    if (!status && (request_query_number(rq, "campus", 1, CAMPUS_MAX, 0, &campus) || campus == 0))
        status = GH_MALFORMED;
    if (!status && !session_grant(rq->session, WATCHERS, 0, campus))
        status = GH_DENIED;
    /* No export without a record. */
    if (!status)
        status =
            audit_write(rq->db, &(struct audit_entry){rq->now, rq->session->account, "presence-exported", "presence",
                                                      request_text(rq, "campus %lld", (long long)campus), rq->address});
    struct presence_source *s = status ? NULL : calloc(1, sizeof *s);
    if (!s)
        return status ? status : GH_NO_MEMORY;
    s->base = (struct table_source){.file = "inside",
                                    .columns = columns,
                                    .column_count = sizeof columns / sizeof columns[0],
                                    .next = next_rows,
                                    .end = end_rows};
    s->campus = campus;
    s->now = rq->now;
    return table_reply(rq, reply, &s->base, format);
}

enum gh_status presence_csv_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_CSV);
}

enum gh_status presence_xlsx_get(struct request *rq, struct reply *reply)
{
    return get_table(rq, reply, TABLE_XLSX);
}
