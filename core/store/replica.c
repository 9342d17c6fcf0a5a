/* The replica's life, and the small things that it holds: ages, gates, units, guards, policy, keys. */
#include "store/replica.h"

#include <stdlib.h>
#include <string.h>

#include "store/replica_internal.h"
#include "store/schema.h"

/* quick_check reads every page: about half a second for the passes of a busy week, but several for a million, and a
 * gate must open at once. A larger replica is checked by replica_check() when there is time. */
#define CHECK_BELOW ((int64_t)64 * 1024 * 1024)

enum gh_status replica_open(const char *path, enum replica_mode mode, struct replica **out)
{
    const struct sql_schema schema = {replica_migrations, replica_migrations_count, SQL_SYNC_NORMAL, CHECK_BELOW};
    struct replica *r = calloc(1, sizeof *r);
    if (!r)
        return GH_NO_MEMORY;
    enum gh_status status = sql_open(path, &schema, mode == REPLICA_WRITE ? SQL_WRITE : SQL_READ, &r->sql);
    if (status) {
        replica_close(r);
        return status;
    }
    *out = r;
    return GH_OK;
}

void replica_close(struct replica *replica)
{
    if (!replica)
        return;
    sql_close(replica->sql);
    free(replica);
}

enum gh_status replica_set_aside(const char *path, char *new_path, size_t new_path_size)
{
    return sql_set_aside(path, new_path, new_path_size);
}

enum gh_status replica_check(struct replica *r)
{
    return sql_check(r->sql);
}

enum gh_status replica_data_version(struct replica *r, uint64_t *out)
{
    int64_t version;
    enum gh_status status = sql_query_int(r->sql, "PRAGMA data_version", &version);
    if (!status)
        *out = (uint64_t)version;
    return status;
}

/* Prepares and steps to the one row that must be there; GH_NOT_FOUND without one. */
static enum gh_status first_row(struct replica *r, const char *text, struct sql_statement **out)
{
    bool row;
    enum gh_status status = sql_prepare(r->sql, text, out);
    if (status || (status = sql_step(*out, &row)))
        return status;
    return row ? GH_OK : GH_NOT_FOUND;
}

enum gh_status replica_read_held(struct replica *r, struct replica_held *out)
{
    struct sql_statement *s;
    enum gh_status status = first_row(r,
                                      "SELECT position, passes, synced_at, keys_at, policy_at, guards_at, until, "
                                      "acknowledged, scope FROM held WHERE only = 1",
                                      &s);
    if (status)
        return status == GH_NOT_FOUND ? GH_CORRUPT : status; /* the migration wrote it */
    struct replica_held held = {.position = (uint64_t)sql_int(s, 0),
                                .passes = (uint64_t)sql_int(s, 1),
                                .ages = {.passes = sql_int(s, 2),
                                         .revocations = sql_int(s, 2),
                                         .keys = sql_int(s, 3),
                                         .policy = sql_int(s, 4),
                                         .guards = sql_int(s, 5)},
                                .until = sql_int(s, 6),
                                .acknowledged = (uint64_t)sql_int(s, 7)};
    status = sql_copy_text(s, 8, held.scope, sizeof held.scope);
    sql_reset(s);
    if (!status)
        *out = held;
    return status;
}

enum gh_status replica_write_held(struct replica *r, const struct replica_held *held)
{
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(r->sql,
                    "UPDATE held SET position = ?1, passes = ?2, synced_at = ?3, keys_at = ?4,"
                    " policy_at = ?5, guards_at = ?6, until = ?7, scope = ?8, acknowledged = ?9 WHERE only = 1",
                    &s);
    if (status)
        return status;
    sql_bind_int(s, 1, replica_integer(held->position));
    sql_bind_int(s, 2, replica_integer(held->passes));
    sql_bind_int(s, 3, held->ages.passes);
    sql_bind_int(s, 4, held->ages.keys);
    sql_bind_int(s, 5, held->ages.policy);
    sql_bind_int(s, 6, held->ages.guards);
    sql_bind_int(s, 7, held->until);
    sql_bind_text(s, 8, held->scope);
    sql_bind_int(s, 9, replica_integer(held->acknowledged));
    return sql_run(s);
}

enum gh_status replica_stat(struct replica *r, struct replica_stat *out)
{
    struct replica_held held;
    struct sql_statement *s;
    enum gh_status status = replica_read_held(r, &held);
    if (status)
        return status;
    status =
        first_row(r,
                  "SELECT coalesce((SELECT epoch FROM keyset WHERE only = 1), 0), (SELECT count(*) FROM revoked),"
                  " (SELECT count(*) FROM pass WHERE state = 2), (SELECT count(*) FROM bar WHERE lifted = 0),"
                  " (SELECT count(*) FROM use WHERE taken_back = 0), (SELECT count(*) FROM guard WHERE active = 1),"
                  " (SELECT count(*) FROM gate)",
                  &s);
    if (status)
        return status;
    *out = (struct replica_stat){.position = held.position,
                                 .until = held.until,
                                 .acknowledged = held.acknowledged,
                                 .epoch = (uint64_t)sql_int(s, 0),
                                 .passes = held.passes,
                                 .revoked = (uint64_t)sql_int(s, 1),
                                 .blocked = (uint64_t)sql_int(s, 2),
                                 .barred = (uint64_t)sql_int(s, 3),
                                 .uses = (uint64_t)sql_int(s, 4),
                                 .guards = (uint64_t)sql_int(s, 5),
                                 .gates = (uint64_t)sql_int(s, 6),
                                 .ages = held.ages};
    memcpy(out->scope, held.scope, sizeof out->scope);
    sql_reset(s);
    return GH_OK;
}

enum gh_status replica_policy(struct replica *r, struct policy *out)
{
    struct sql_statement *s;
    struct policy policy;
    const char *field;
    enum gh_status status = first_row(r,
                                      "SELECT fresh_for, stale_for, clock_skew, take_back_within, live_code_required,"
                                      " touch_before_admit, second_guard, journal_keep, privacy_timeout,"
                                      " green_shown_for, emergency_admission, evidence_keep FROM policy WHERE only = 1",
                                      &s);
    policy_defaults(&policy);
    if (status == GH_NOT_FOUND) {
        *out = policy;
        return GH_OK;
    }
    if (status)
        return status;
    policy.fresh_for = sql_int(s, 0);
    policy.stale_for = sql_int(s, 1);
    policy.clock_skew = sql_int(s, 2);
    policy.take_back_within = sql_int(s, 3);
    policy.live_code_required = sql_int(s, 4) != 0;
    policy.touch_before_admit = sql_int(s, 5) != 0;
    policy.second_guard = sql_int(s, 6) != 0;
    policy.journal_keep = sql_int(s, 7);
    policy.privacy_timeout = sql_int(s, 8);
    policy.green_shown_for = sql_int(s, 9);
    policy.emergency_admission = sql_int(s, 10) != 0;
    policy.car_picture_keep = sql_int(s, 11);
    sql_reset(s);
    if (policy_check(&policy, &field))
        return GH_CORRUPT; /* replica_apply lets in no such policy */
    *out = policy;
    return GH_OK;
}

enum gh_status replica_keyset(struct replica *r, const uint8_t root_public[static PUBLIC_KEY_LEN], struct keyset *out)
{
    struct sql_statement *s;
    enum gh_status status = first_row(r, "SELECT signed, epoch FROM keyset WHERE only = 1", &s);
    if (status)
        return status;
    status = keyset_verify(sql_bytes(s, 0), root_public, (uint64_t)sql_int(s, 1), out);
    sql_reset(s);
    return status;
}

static enum gh_status read_gate(struct sql_statement *s, struct wire_gate *gate)
{
    enum gh_status status;
    *gate = (struct wire_gate){
        .gate = (uint8_t)sql_int(s, 0), .version = (uint64_t)sql_int(s, 1), .campus = (uint8_t)sql_int(s, 2)};
    if ((status = sql_copy_text(s, 3, gate->name_zh, sizeof gate->name_zh)) ||
        (status = sql_copy_text(s, 4, gate->name_en, sizeof gate->name_en)) ||
        (status = sql_copy_text(s, 5, gate->campus_zh, sizeof gate->campus_zh)))
        return status;
    return sql_copy_text(s, 6, gate->campus_en, sizeof gate->campus_en);
}

enum gh_status replica_gates(struct replica *r, struct wire_gate *out, size_t max, size_t *count)
{
    struct sql_statement *s;
    size_t n = 0;
    bool row;
    enum gh_status status = sql_prepare(
        r->sql, "SELECT gate, version, campus, name_zh, name_en, campus_zh, campus_en FROM gate ORDER BY gate", &s);
    if (status)
        return status;
    while (!(status = sql_step(s, &row)) && row) {
        if (n < max && (status = read_gate(s, &out[n])))
            break;
        n++;
    }
    sql_reset(s);
    if (!status)
        *count = n;
    return status;
}

static enum gh_status read_guard(struct sql_statement *s, struct wire_guard *guard)
{
    enum gh_status status;
    struct bytes wrapped = sql_bytes(s, 9);
    *guard = (struct wire_guard){.guard = (uint32_t)sql_int(s, 0),
                                 .version = (uint64_t)sql_int(s, 1),
                                 .active = sql_int(s, 2) != 0,
                                 .rights = (uint32_t)sql_int(s, 3),
                                 .ops = (uint32_t)sql_int(s, 7),
                                 .mem_kib = (uint32_t)sql_int(s, 8),
                                 .wrapped_len = wrapped.len};
    if (wrapped.len > sizeof guard->wrapped)
        return GH_CORRUPT;
    if (wrapped.len > 0)
        memcpy(guard->wrapped, wrapped.data, wrapped.len);
    if ((status = sql_copy_text(s, 4, guard->name, sizeof guard->name)) ||
        (status = sql_copy_bytes(s, 5, guard->salt, sizeof guard->salt)))
        return status;
    return sql_copy_bytes(s, 6, guard->verifier, sizeof guard->verifier);
}

enum gh_status replica_guards(struct replica *r, struct wire_guard *out, size_t max, size_t *count)
{
    struct sql_statement *s;
    size_t n = 0;
    bool row;
    enum gh_status status = sql_prepare(r->sql,
                                        "SELECT guard, version, active, rights, name, salt, verifier, ops, mem_kib,"
                                        " wrapped FROM guard ORDER BY guard",
                                        &s);
    if (status)
        return status;
    while (!(status = sql_step(s, &row)) && row) {
        if (n < max && (status = read_guard(s, &out[n])))
            break;
        n++;
    }
    sql_reset(s);
    if (!status)
        *count = n;
    return status;
}

enum gh_status replica_find_unit(struct replica *r, uint32_t unit, struct wire_unit *out)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(r->sql, "SELECT version, name_zh, name_en FROM unit WHERE unit = ?1", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, unit);
    if ((status = sql_step(s, &row)))
        return status;
    if (!row)
        return GH_NOT_FOUND;
    struct wire_unit found = {.unit = unit, .version = (uint64_t)sql_int(s, 0)};
    if (!(status = sql_copy_text(s, 1, found.name_zh, sizeof found.name_zh)))
        status = sql_copy_text(s, 2, found.name_en, sizeof found.name_en);
    sql_reset(s);
    if (!status)
        *out = found;
    return status;
}
