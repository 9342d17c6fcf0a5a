/* Who is inside the campus, and its booths, in the replica. */
#include "store/replica_internal.h"

#define PRESENCE_COLUMNS "subject, is_pass, entry, car, vehicle, at, gate, inside, until, plate"

static enum gh_status read_presence(struct sql_rows *row, void *out)
{
    enum gh_status status;
    struct wire_presence p = {.pass = sql_int(row, 1) != 0,
                              .vehicle = sql_int(row, 4) != 0,
                              .at = sql_int(row, 5),
                              .gate = (uint8_t)sql_int(row, 6),
                              .inside = sql_int(row, 7) != 0,
                              .until = sql_int(row, 8)};
    if ((status = sql_copy_bytes(row, 0, p.subject.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 2, p.entry.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 3, p.car.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 9, p.plate, sizeof p.plate)))
        return status;
    if (p.gate >= GATE_COUNT)
        return GH_CORRUPT;
    *(struct wire_presence *)out = p;
    return GH_OK;
}

enum gh_status replica_find_presence(struct replica *r, const struct uuid *subject, struct wire_presence *out)
{
    return sql_read_one(r->sql, read_presence, out, "SELECT " PRESENCE_COLUMNS " FROM presence WHERE subject = $1",
                        DB_UUID(subject));
}

enum gh_status replica_inside(struct replica *r, tick now, struct wire_presence *out, size_t max, size_t *count)
{
    return sql_read_all(r->sql, SQL_INTO(read_presence, out, max, count),
                        "SELECT " PRESENCE_COLUMNS
                        " FROM presence WHERE inside = 1 AND until > $1 ORDER BY at DESC, subject",
                        DB_INT(now));
}

static enum gh_status read_booth(struct sql_rows *row, void *out)
{
    struct wire_booth b = {.gate = (uint8_t)sql_int(row, 1),
                           .heard = sql_int(row, 3),
                           .own = sql_int(row, 4) != 0,
                           .acknowledged = (uint64_t)sql_int(row, 5),
                           .forked = sql_int(row, 6) != 0};
    enum gh_status status = sql_copy_bytes(row, 0, b.id.b, UUID_LEN);
    if (!status)
        status = sql_copy_text(row, 2, b.name, sizeof b.name);
    if (!status)
        *(struct wire_booth *)out = b;
    return status;
}

enum gh_status replica_booths(struct replica *r, struct wire_booth *out, size_t max, size_t *count)
{
    return sql_read_all(r->sql, SQL_INTO(read_booth, out, max, count),
                        "SELECT id, gate, name, heard, own, acknowledged, forked FROM booth ORDER BY gate, name, id");
}

/* ---- Writing ---- */

enum gh_status replica_write_presence(struct replica *r, const struct wire_presence *p)
{
    return sql_exec(r->sql,
                    "INSERT OR REPLACE INTO presence(" PRESENCE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                    "$10)",
                    DB_UUID(&p->subject), DB_INT(p->pass), DB_UUID(&p->entry), DB_UUID_OR_NULL(&p->car),
                    DB_INT(p->vehicle), DB_INT(p->at), DB_INT(p->gate), DB_INT(p->inside), DB_INT(p->until),
                    DB_BLOB_OR_NULL(p->plate, sizeof p->plate));
}

enum gh_status replica_write_booth(struct replica *r, const struct wire_booth *b)
{
    return sql_exec(r->sql,
                    "INSERT OR REPLACE INTO booth(id, gate, name, heard, own, acknowledged, forked, fresh)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
                    DB_UUID(&b->id), DB_INT(b->gate), DB_TEXT(b->name), DB_INT(b->heard), DB_INT(b->own),
                    DB_INT(replica_integer(b->acknowledged)), DB_INT(b->forked));
}

enum gh_status replica_begin_presence(struct replica *r)
{
    return sql_exec(r->sql, "UPDATE booth SET fresh = 0 WHERE fresh = 1");
}

enum gh_status replica_end_presence(struct replica *r, struct replica_held *held, tick server_time)
{
    bool brought;
    enum gh_status status = sql_exists(r->sql, &brought, "SELECT 1 FROM booth WHERE fresh = 1");
    if (status || !brought)
        return status;
    held->presence_position = held->position;
    held->ages.presence = server_time > held->ages.presence ? server_time : held->ages.presence;
    status = sql_exec(r->sql, "DELETE FROM booth WHERE fresh = 0");
    return status ? status : replica_begin_presence(r);
}

#define COLUMNS 10 /* of presence */

static enum gh_status copy_rows(struct sql *from, struct sql *to, const char *select, const char *insert, int columns)
{
    struct db_value values[COLUMNS];
    struct sql_rows *rows;
    enum gh_status status = sql_query(from, &rows, select);
    while (!status && !(status = sql_next(rows))) {
        for (int i = 0; i < columns; i++)
            values[i] = sql_value(rows, i);
        status = sql_exec_values(to, insert, values, (size_t)columns);
    }
    sql_end(rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status keep(struct replica *next, struct replica *live)
{
    struct replica_held held, before;
    enum gh_status status = sql_exec(next->sql, "DELETE FROM presence");
    if (!status)
        status = sql_exec(next->sql, "DELETE FROM booth");
    if (!status)
        status = copy_rows(live->sql, next->sql, "SELECT " PRESENCE_COLUMNS " FROM presence",
                           "INSERT OR REPLACE INTO presence(" PRESENCE_COLUMNS
                           ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                           COLUMNS);
    if (!status)
        status = copy_rows(live->sql, next->sql, "SELECT id, gate, name, heard, own, acknowledged, fresh FROM booth",
                           "INSERT OR REPLACE INTO booth(id, gate, name, heard, own, acknowledged, fresh)"
                           " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                           7);
    if (status || (status = replica_read_held(live, &before)) || (status = replica_read_held(next, &held)))
        return status;
    held.presence_position = before.presence_position < held.position ? before.presence_position : held.position;
    held.ages.presence = before.ages.presence;
    return replica_write_held(next, &held);
}

enum gh_status replica_keep_presence(struct replica *next, struct replica *live)
{
    enum gh_status status = sql_begin(next->sql);
    return status ? status : sql_finish(next->sql, keep(next, live));
}
