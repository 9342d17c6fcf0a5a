#include "store/journal_roll_call.h"

#include "store/journal_internal.h"

#define LAST_TICK "roll-tick"

/* ---- Appending ---- */

static enum gh_status put_box(struct journal *j, struct journal_roll_box *b)
{
    b->box.kind = BOX_ROLL_CALL;
    return journal_put_box_within(j, &b->box, b->sealed);
}

static enum gh_status insert_row(struct journal *j, const struct wire_presence *p)
{
    return sql_exec(j->sql,
                    "INSERT OR REPLACE INTO roll_row(subject, is_pass, entry, car, vehicle, at, gate, until) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    DB_UUID(&p->subject), DB_INT(p->pass), DB_UUID(&p->entry), DB_UUID_OR_NULL(&p->car),
                    DB_INT(p->vehicle), DB_INT(p->at), DB_INT(p->gate), DB_INT(p->until));
}

static enum gh_status start(struct journal *j, const struct journal_roll_call *call, const struct wire_presence *list,
                            size_t count, struct journal_roll_box *boxes, size_t box_count)
{
    enum gh_status status = sql_exec(j->sql, "INSERT INTO roll_call(only, id, at, guard) VALUES (1, $1, $2, $3)",
                                     DB_UUID(&call->id), DB_INT(call->at), DB_INT(call->guard));
    for (size_t i = 0; i < count && !status; i++)
        status = insert_row(j, &list[i]);
    for (size_t i = 0; i < box_count && !status; i++)
        status = put_box(j, &boxes[i]);
    return status;
}

enum gh_status journal_start_roll_call(struct journal *j, const struct journal_roll_call *call,
                                       const struct wire_presence *list, size_t count, struct journal_roll_box *boxes,
                                       size_t box_count)
{
    if (uuid_is_nil(&call->id))
        return GH_MALFORMED;
    enum gh_status status = sql_begin(j->sql);
    return status ? status : sql_finish(j->sql, start(j, call, list, count, boxes, box_count));
}

enum gh_status journal_next_roll_tick(struct journal *j, tick now, uint64_t *number)
{
    int64_t last = 0;
    enum gh_status status = sql_first_int(
        j->sql, &last, "SELECT coalesce((SELECT value FROM value WHERE name = $1), 0)", DB_TEXT(LAST_TICK));
    if (!status)
        *number = (uint64_t)(now > last ? now : last + 1);
    return status;
}

static enum gh_status append(struct journal *j, const struct journal_roll_tick *t, struct journal_roll_box *box)
{
    enum gh_status status = sql_exec(j->sql, "INSERT INTO roll_tick(number, subject, mark, at) VALUES ($1, $2, $3, $4)",
                                     DB_INT((int64_t)t->number), DB_UUID(&t->subject), DB_INT(t->mark), DB_INT(t->at));
    if (!status)
        status = journal_set_value(j, LAST_TICK, (int64_t)t->number);
    return status ? status : put_box(j, box);
}

enum gh_status journal_append_roll_tick(struct journal *j, const struct journal_roll_tick *t,
                                        struct journal_roll_box *box)
{
    if (uuid_is_nil(&t->subject) || t->number == 0 || t->number > INT64_MAX)
        return GH_MALFORMED;
    enum gh_status status = sql_begin(j->sql);
    return status ? status : sql_finish(j->sql, append(j, t, box));
}

/* ---- Reading ---- */

static enum gh_status read_call(struct sql_rows *row, void *out)
{
    struct journal_roll_call c = {.at = sql_int(row, 1), .guard = (uint32_t)sql_int(row, 2)};
    enum gh_status status = sql_copy_bytes(row, 0, c.id.b, UUID_LEN);
    if (!status)
        *(struct journal_roll_call *)out = c;
    return status;
}

enum gh_status journal_roll_call(struct journal *j, struct journal_roll_call *out)
{
    return sql_read_one(j->sql, read_call, out, "SELECT id, at, guard FROM roll_call WHERE only = 1");
}

static enum gh_status read_row(struct sql_rows *row, void *out)
{
    struct wire_presence p = {.pass = sql_int(row, 1) != 0,
                              .vehicle = sql_int(row, 4) != 0,
                              .inside = true,
                              .at = sql_int(row, 5),
                              .gate = (uint8_t)sql_int(row, 6),
                              .until = sql_int(row, 7)};
    enum gh_status status = sql_copy_bytes(row, 0, p.subject.b, UUID_LEN);
    if (!status)
        status = sql_copy_bytes(row, 2, p.entry.b, UUID_LEN);
    if (!status)
        status = sql_copy_bytes(row, 3, p.car.b, UUID_LEN);
    if (!status && p.gate >= GATE_COUNT)
        status = GH_CORRUPT;
    if (!status)
        *(struct wire_presence *)out = p;
    return status;
}

enum gh_status journal_roll_rows(struct journal *j, struct wire_presence *out, size_t max, size_t *count)
{
    struct sql_list list = SQL_INTO(read_row, out, max, count);
    list.skip_corrupt = true;
    return sql_read_all(j->sql, list,
                        "SELECT subject, is_pass, entry, car, vehicle, at, gate, until FROM roll_row ORDER BY subject");
}

static enum gh_status read_tick(struct sql_rows *row, void *out)
{
    struct journal_roll_tick t = {
        .number = (uint64_t)sql_int(row, 0), .mark = (enum roll_mark)sql_int(row, 2), .at = sql_int(row, 3)};
    enum gh_status status = sql_copy_bytes(row, 1, t.subject.b, UUID_LEN);
    if (!status && (unsigned)t.mark >= ROLL_MARK_COUNT)
        status = GH_CORRUPT;
    if (!status)
        *(struct journal_roll_tick *)out = t;
    return status;
}

enum gh_status journal_roll_ticks(struct journal *j, struct journal_roll_tick *out, size_t max, size_t *count)
{
    struct sql_list list = SQL_INTO(read_tick, out, max, count);
    list.skip_corrupt = true;
    return sql_read_all(j->sql, list,
                        "SELECT number, subject, mark, at FROM roll_tick t WHERE number = "
                        "(SELECT max(number) FROM roll_tick n WHERE n.subject = t.subject) ORDER BY subject");
}

/* ---- Ending ---- */

static enum gh_status hand_over(struct journal *j)
{
    enum gh_status status = sql_exec(j->sql, "DELETE FROM roll_call");
    return status ? status : sql_exec(j->sql, "DELETE FROM roll_row");
}

enum gh_status journal_hand_over_roll_call(struct journal *j)
{
    enum gh_status status = sql_begin(j->sql);
    return status ? status : sql_finish(j->sql, hand_over(j));
}

static enum gh_status end(struct journal *j)
{
    enum gh_status status = hand_over(j);
    return status ? status : sql_exec(j->sql, "DELETE FROM roll_tick");
}

enum gh_status journal_end_roll_call(struct journal *j)
{
    enum gh_status status = sql_begin(j->sql);
    return status ? status : sql_finish(j->sql, end(j));
}

static enum gh_status end_here(struct journal *j, const struct journal_roll_end *e, struct journal_roll_box *box)
{
    enum gh_status status = end(j);
    if (!status)
        status = sql_exec(
            j->sql, "INSERT OR REPLACE INTO roll_end(only, id, version, at, by, box) VALUES (1, $1, $2, $3, $4, $5)",
            DB_UUID(&e->id), DB_INT((int64_t)e->version), DB_INT(e->at), DB_TEXT(e->by), DB_UUID(&box->box.id));
    return status ? status : put_box(j, box);
}

enum gh_status journal_end_roll_call_here(struct journal *j, const struct journal_roll_end *end_made,
                                          struct journal_roll_box *box)
{
    if (uuid_is_nil(&end_made->id) || end_made->version > INT64_MAX)
        return GH_MALFORMED;
    enum gh_status status = sql_begin(j->sql);
    return status ? status : sql_finish(j->sql, end_here(j, end_made, box));
}

static enum gh_status read_end(struct sql_rows *row, void *out)
{
    struct journal_roll_end e = {
        .version = (uint64_t)sql_int(row, 1), .at = sql_int(row, 2), .waits = sql_int(row, 4) != 0};
    enum gh_status status = sql_copy_bytes(row, 0, e.id.b, UUID_LEN);
    if (!status)
        status = sql_copy_text(row, 3, e.by, sizeof e.by);
    if (!status)
        *(struct journal_roll_end *)out = e;
    return status;
}

enum gh_status journal_roll_end(struct journal *j, struct journal_roll_end *out)
{
    return sql_read_one(j->sql, read_end, out,
                        "SELECT id, version, at, by, EXISTS(SELECT 1 FROM box b WHERE b.id = e.box AND b.sealed IS NOT "
                        "NULL) FROM roll_end e WHERE only = 1");
}
