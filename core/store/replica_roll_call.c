/* The campus's roll call in the replica. The people of one that has ended are deleted at once. */
#include "store/replica_internal.h"

static enum gh_status read_call(struct sql_rows *row, void *out)
{
    struct wire_roll_call c = {
        .version = (uint64_t)sql_int(row, 1), .state = (enum roll_call_state)sql_int(row, 2), .at = sql_int(row, 3)};
    enum gh_status status = sql_copy_bytes(row, 0, c.id.b, UUID_LEN);
    if (!status)
        status = sql_copy_text(row, 4, c.by, sizeof c.by);
    c.ended = sql_int(row, 5);
    if (!status)
        status = sql_copy_text(row, 6, c.ended_by, sizeof c.ended_by);
    if (!status)
        *(struct wire_roll_call *)out = c;
    return status;
}

#define CALL_COLUMNS "id, version, state, at, by, ended, ended_by"

enum gh_status replica_running_roll_call(struct replica *r, struct wire_roll_call *out)
{
    return sql_read_one(r->sql, read_call, out,
                        "SELECT " CALL_COLUMNS " FROM roll_call WHERE state = 0 ORDER BY version DESC LIMIT 1");
}

enum gh_status replica_ended_roll_call(struct replica *r, struct wire_roll_call *out)
{
    return sql_read_one(r->sql, read_call, out,
                        "SELECT " CALL_COLUMNS " FROM roll_call WHERE ended > 0 ORDER BY ended DESC LIMIT 1");
}

enum gh_status replica_roll_call_version(struct replica *r, uint64_t *out)
{
    int64_t version = 0;
    enum gh_status status = sql_first_int(r->sql, &version,
                                          "SELECT max((SELECT coalesce(max(version), 0) FROM roll_call), "
                                          "(SELECT coalesce(max(version), 0) FROM roll_row))");
    if (!status)
        *out = (uint64_t)version;
    return status;
}

enum gh_status replica_find_roll_call(struct replica *r, const struct uuid *id, struct wire_roll_call *out)
{
    return sql_read_one(r->sql, read_call, out, "SELECT " CALL_COLUMNS " FROM roll_call WHERE id = $1", DB_UUID(id));
}

static enum gh_status read_row(struct sql_rows *row, struct wire_roll_row *out)
{
    struct bytes display = sql_bytes(row, 11);
    out->version = (uint64_t)sql_int(row, 2);
    out->pass = sql_int(row, 3) != 0;
    out->vehicle = sql_int(row, 5) != 0;
    out->since = sql_int(row, 6);
    out->gate = (uint8_t)sql_int(row, 7);
    out->mark = (enum roll_mark)sql_int(row, 8);
    out->mine = sql_int(row, 9) != 0;
    out->counted = (uint64_t)sql_int(row, 10);
    out->display_len = display.len;
    if (out->gate >= GATE_COUNT || (unsigned)out->mark >= ROLL_MARK_COUNT || display.len > sizeof out->display)
        return GH_CORRUPT;
    enum gh_status status = sql_copy_bytes(row, 0, out->subject.b, UUID_LEN);
    if (!status)
        status = sql_copy_bytes(row, 1, out->roll_call.b, UUID_LEN);
    if (!status)
        status = sql_copy_bytes(row, 4, out->car.b, UUID_LEN);
    return status ? status : sql_copy_bytes(row, 11, out->display, display.len);
}

#define ROW_COLUMNS "subject, roll_call, version, is_pass, car, vehicle, since, gate, mark, mine, counted, display"

enum gh_status replica_find_roll_row(struct replica *r, const struct uuid *subject, struct wire_roll_row *out)
{
    struct sql_rows *rows = NULL;
    struct wire_roll_row row = {.version = 0};
    enum gh_status status =
        sql_first(r->sql, &rows, "SELECT " ROW_COLUMNS " FROM roll_row WHERE subject = $1", DB_UUID(subject));
    if (!status)
        status = read_row(rows, &row);
    sql_end(rows);
    if (!status)
        *out = row;
    return status;
}

enum gh_status replica_each_roll_row(struct replica *r, replica_roll_sink sink, void *context)
{
    struct sql_rows *rows = NULL;
    enum gh_status status = sql_query(r->sql, &rows, "SELECT " ROW_COLUMNS " FROM roll_row ORDER BY subject");
    while (!status && !(status = sql_next(rows))) {
        struct wire_roll_row row = {.version = 0};
        status = read_row(rows, &row);
        if (!status)
            status = sink(context, &row);
    }
    sql_end(rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* ---- Writing ---- */

enum gh_status replica_write_roll_call(struct replica *r, const struct wire_roll_call *c)
{
    enum gh_status status =
        sql_exec(r->sql,
                 "INSERT OR REPLACE INTO roll_call(id, version, state, at, by, ended, ended_by) VALUES ($1, $2, $3, "
                 "$4, $5, $6, $7)",
                 DB_UUID(&c->id), DB_INT(replica_integer(c->version)), DB_INT(c->state), DB_INT(c->at),
                 DB_TEXT(c->state == ROLL_CALL_RUNS ? c->by : ""), DB_INT(c->ended), DB_TEXT(c->ended_by));
    if (status)
        return status;
    if (c->state != ROLL_CALL_RUNS)
        return sql_exec(r->sql, "DELETE FROM roll_row WHERE roll_call = $1", DB_UUID(&c->id));
    /* A campus has one at a time. */
    status = sql_exec(r->sql, "UPDATE roll_call SET state = $1, by = '' WHERE state = 0 AND id <> $2",
                      DB_INT(ROLL_CALL_ENDED), DB_UUID(&c->id));
    return status ? status : sql_exec(r->sql, "DELETE FROM roll_row WHERE roll_call <> $1", DB_UUID(&c->id));
}

enum gh_status replica_write_roll_row(struct replica *r, const struct wire_roll_row *v)
{
    return sql_exec(r->sql,
                    "INSERT OR REPLACE INTO roll_row(subject, roll_call, version, is_pass, car, vehicle, since, gate, "
                    "mark, mine, counted, display) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                    DB_UUID(&v->subject), DB_UUID(&v->roll_call), DB_INT(replica_integer(v->version)), DB_INT(v->pass),
                    DB_UUID_OR_NULL(&v->car), DB_INT(v->vehicle), DB_INT(v->since), DB_INT(v->gate), DB_INT(v->mark),
                    DB_INT(v->mine), DB_INT(replica_integer(v->counted)), DB_BLOB_OR_NULL(v->display, v->display_len));
}
