/* Applications from this gate in the replica: what the server settled, their state, and the key that they are sealed
 * to. */
#include "store/replica_internal.h"

static enum gh_status read_sealing_key(struct sql_rows *row, void *out)
{
    return sql_copy_bytes(row, 0, out, SEALING_KEY_LEN);
}

enum gh_status replica_sealing_key(struct replica *r, uint8_t out[static SEALING_KEY_LEN])
{
    return sql_read_one(r->sql, read_sealing_key, out,
                        "SELECT sealing FROM keyset WHERE only = 1 AND sealing IS NOT NULL");
}

static enum gh_status read_walk_up(struct sql_rows *row, void *out)
{
    struct wire_walk_up w = {.version = (uint64_t)sql_int(row, 1),
                             .state = (enum walk_up_state)sql_int(row, 2),
                             .reason = (enum walk_up_reason)sql_int(row, 3),
                             .at = sql_int(row, 4),
                             .emergency = (enum emergency_state)sql_int(row, 5)};
    enum gh_status status = sql_copy_bytes(row, 0, w.id.b, UUID_LEN);
    if (!status && sql_bytes(row, 6).len > 0) {
        status = sql_copy_bytes(row, 6, w.note, sizeof w.note);
        w.note_len = sizeof w.note;
    }
    if (!status)
        *(struct wire_walk_up *)out = w;
    return status;
}

enum gh_status replica_find_walk_up(struct replica *r, const struct uuid *id, struct wire_walk_up *out)
{
    return sql_read_one(r->sql, read_walk_up, out,
                        "SELECT id, version, state, reason, at, emergency, note FROM walk_up WHERE id = $1",
                        DB_UUID(id));
}

static enum gh_status read_id(struct sql_rows *row, void *out)
{
    return sql_copy_bytes(row, 0, ((struct uuid *)out)->b, UUID_LEN);
}

enum gh_status replica_walk_up_passes(struct replica *r, const struct uuid *id, struct uuid *out, size_t max,
                                      size_t *count)
{
    return sql_read_all(r->sql, SQL_INTO(read_id, out, max, count),
                        "SELECT pass_id FROM walk_up_pass WHERE walk_up = $1 ORDER BY pass_id", DB_UUID(id));
}

static enum gh_status write_walk_up(struct replica *r, const struct wire_walk_up *v, const char *text)
{
    return sql_exec(r->sql, text, DB_UUID(&v->id), DB_INT(replica_integer(v->version)), DB_INT(v->state),
                    DB_INT(v->reason), DB_INT(v->at), DB_INT(v->emergency), DB_BLOB_OR_NULL(v->note, v->note_len));
}

enum gh_status replica_settle_walk_up(struct replica *r, const struct wire_walk_up *settled)
{
    struct wire_walk_up row = *settled;
    row.version = 0;
    return write_walk_up(r, &row,
                         "INSERT OR IGNORE INTO walk_up(id, version, state, reason, at, emergency, note) VALUES ($1, "
                         "$2, $3, $4, $5, $6, $7)");
}

enum gh_status replica_write_walk_up(struct replica *r, const struct wire_walk_up *walk_up)
{
    struct wire_walk_up held = {0};
    enum gh_status status = replica_find_walk_up(r, &walk_up->id, &held);
    if (status && status != GH_NOT_FOUND)
        return status;
    if (walk_up->version < held.version)
        return GH_ROLLBACK;
    if (walk_up->version == held.version)
        return GH_OK;
    return write_walk_up(r, walk_up,
                         "INSERT OR REPLACE INTO walk_up(id, version, state, reason, at, emergency, note) VALUES ($1, "
                         "$2, $3, $4, $5, $6, $7)");
}

enum gh_status replica_write_walk_up_pass(struct replica *r, const struct uuid *walk_up, const struct uuid *pass_id)
{
    return sql_exec(r->sql, "INSERT OR IGNORE INTO walk_up_pass(walk_up, pass_id) VALUES ($1, $2)", DB_UUID(walk_up),
                    DB_UUID(pass_id));
}

enum gh_status replica_write_sealing_key(struct replica *r, const uint8_t key[static SEALING_KEY_LEN])
{
    return sql_exec(r->sql, "UPDATE keyset SET sealing = $1 WHERE only = 1 AND sealing IS NOT $1",
                    DB_BLOB_OR_NULL(key, SEALING_KEY_LEN));
}
