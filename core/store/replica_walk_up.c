/* The replica's side of applications made at this gate: what the server settled, how far they have come, and what they
 * are sealed to. */
#include <string.h>

#include "store/replica_internal.h"

enum gh_status replica_sealing_key(struct replica *r, uint8_t out[static SEALING_KEY_LEN])
{
    struct sql_statement *s;
    bool row;
    enum gh_status status =
        sql_prepare(r->sql, "SELECT sealing FROM keyset WHERE only = 1 AND sealing IS NOT NULL", &s);
    if (status || (status = sql_step(s, &row)))
        return status;
    if (!row)
        return GH_NOT_FOUND;
    status = sql_copy_bytes(s, 0, out, SEALING_KEY_LEN);
    sql_reset(s);
    return status;
}

enum gh_status replica_find_walk_up(struct replica *r, const struct uuid *id, struct wire_walk_up *out)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status =
        sql_prepare(r->sql, "SELECT version, state, reason, at, emergency FROM walk_up WHERE id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(id->b, UUID_LEN));
    if ((status = sql_step(s, &row)))
        return status;
    if (!row)
        return GH_NOT_FOUND;
    *out = (struct wire_walk_up){.id = *id,
                                 .version = (uint64_t)sql_int(s, 0),
                                 .state = (enum walk_up_state)sql_int(s, 1),
                                 .reason = (enum walk_up_reason)sql_int(s, 2),
                                 .at = sql_int(s, 3),
                                 .emergency = (enum emergency_state)sql_int(s, 4)};
    sql_reset(s);
    return GH_OK;
}

enum gh_status replica_walk_up_passes(struct replica *r, const struct uuid *id, struct uuid *out, size_t max,
                                      size_t *count)
{
    struct sql_statement *s;
    bool row = true;
    enum gh_status status =
        sql_prepare(r->sql, "SELECT pass_id FROM walk_up_pass WHERE walk_up = ?1 ORDER BY pass_id", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(id->b, UUID_LEN));
    *count = 0;
    while (!(status = sql_step(s, &row)) && row) {
        if (*count < max && (status = sql_copy_bytes(s, 0, out[*count].b, UUID_LEN))) {
            sql_reset(s);
            break;
        }
        (*count)++;
    }
    return status;
}

static enum gh_status write_walk_up(struct replica *r, const struct wire_walk_up *v, const char *text)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, text, &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(v->id.b, UUID_LEN));
    sql_bind_int(s, 2, replica_integer(v->version));
    sql_bind_int(s, 3, v->state);
    sql_bind_int(s, 4, v->reason);
    sql_bind_int(s, 5, v->at);
    sql_bind_int(s, 6, v->emergency);
    return sql_run(s);
}

enum gh_status replica_settle_walk_up(struct replica *r, const struct wire_walk_up *settled)
{
    struct wire_walk_up row = *settled;
    row.version = 0;
    return write_walk_up(
        r, &row,
        "INSERT OR IGNORE INTO walk_up(id, version, state, reason, at, emergency) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
}

enum gh_status replica_settle_emergency(struct replica *r, const struct uuid *walk_up)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, "UPDATE walk_up SET emergency = max(emergency, ?2) WHERE id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(walk_up->b, UUID_LEN));
    sql_bind_int(s, 2, EMERGENCY_OPEN);
    return sql_run(s);
}

static enum gh_status run_with_id(struct replica *r, const char *text, const struct uuid *id)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, text, &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(id->b, UUID_LEN));
    return sql_run(s);
}

enum gh_status replica_settle_evidence(struct replica *r, const struct uuid *entry)
{
    return run_with_id(r, "INSERT OR IGNORE INTO evidence_settled(entry_id) VALUES (?1)", entry);
}

enum gh_status replica_evidence_is_settled(struct replica *r, const struct uuid *entry, bool *out)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, "SELECT 1 FROM evidence_settled WHERE entry_id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(entry->b, UUID_LEN));
    if ((status = sql_step(s, out)))
        return status;
    sql_reset(s);
    return GH_OK;
}

enum gh_status replica_forget_settled_evidence(struct replica *r)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, "DELETE FROM evidence_settled", &s);
    return status ? status : sql_run(s);
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
    return write_walk_up(
        r, walk_up,
        "INSERT OR REPLACE INTO walk_up(id, version, state, reason, at, emergency) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
}

enum gh_status replica_write_walk_up_pass(struct replica *r, const struct uuid *walk_up, const struct uuid *pass_id)
{
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(r->sql, "INSERT OR IGNORE INTO walk_up_pass(walk_up, pass_id) VALUES (?1, ?2)", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(walk_up->b, UUID_LEN));
    sql_bind_bytes(s, 2, BYTES(pass_id->b, UUID_LEN));
    return sql_run(s);
}

enum gh_status replica_write_sealing_key(struct replica *r, const uint8_t key[static SEALING_KEY_LEN])
{
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(r->sql, "UPDATE keyset SET sealing = ?1 WHERE only = 1 AND sealing IS NOT ?1", &s);
    if (status)
        return status;
    sql_bind_bytes_or_null(s, 1, BYTES(key, SEALING_KEY_LEN));
    return sql_run(s);
}

enum gh_status replica_units(struct replica *r, struct wire_unit *out, size_t max, size_t *count)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status =
        sql_prepare(r->sql, "SELECT unit, version, name_zh, name_en, pinyin FROM unit ORDER BY unit", &s);
    *count = 0;
    while (!status && !(status = sql_step(s, &row)) && row) {
        if (*count < max) {
            struct wire_unit *u = &out[*count];
            *u = (struct wire_unit){.unit = (uint32_t)sql_int(s, 0), .version = (uint64_t)sql_int(s, 1)};
            status = sql_copy_text(s, 2, u->name_zh, sizeof u->name_zh);
            if (!status)
                status = sql_copy_text(s, 3, u->name_en, sizeof u->name_en);
            if (!status)
                status = sql_copy_text(s, 4, u->pinyin, sizeof u->pinyin);
            if (status)
                sql_reset(s);
        }
        (*count)++;
    }
    return status;
}
