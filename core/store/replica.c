/* Opens and closes the replica, and reads the small tables: ages, gates, units, guards, policy, keys. */
#include "store/replica.h"

#include <stdlib.h>
#include <string.h>

#include "store/replica_internal.h"
#include "store/schema.h"

#define SQL_WRAPPED_ONE "72" /* the data key alone */
_Static_assert(GUARD_WRAPPED_ONE == 72, "as in the query");

/* quick_check reads every page: about half a second for the passes of a busy week, but several for a million passes,
 * and a gate must open at once. replica_check() checks a larger replica when there is time. */
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

enum gh_status replica_in_place(struct replica *r)
{
    return sql_in_place(r->sql);
}

enum gh_status replica_check(struct replica *r)
{
    return sql_check(r->sql);
}

enum gh_status replica_seed(struct replica *next, struct replica *live)
{
    struct sql_rows *row;
    bool has;
    enum gh_status status = sql_exists(next->sql, &has, "SELECT 1 FROM keyset LIMIT 1");
    if (status || has)
        return status;
    status = sql_first(live->sql, &row, "SELECT epoch, signed, sealing FROM keyset WHERE only = 1");
    if (!status)
        status = sql_exec(next->sql, "INSERT INTO keyset(only, epoch, signed, sealing) VALUES (1, $1, $2, $3)",
                          sql_value(row, 0), sql_value(row, 1), sql_value(row, 2));
    sql_end(row);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status replica_take_over(struct replica *live, struct replica *next)
{
    return sql_copy_over(next->sql, live->sql);
}

enum gh_status replica_data_version(struct replica *r, uint64_t *out)
{
    int64_t version;
    enum gh_status status = sql_first_int(r->sql, &version, "PRAGMA data_version");
    if (!status)
        *out = (uint64_t)version;
    return status;
}

static enum gh_status read_held(struct sql_rows *row, void *out)
{
    struct replica_held held = {.position = (uint64_t)sql_int(row, 0),
                                .passes = (uint64_t)sql_int(row, 1),
                                .ages = {.passes = sql_int(row, 2),
                                         .revocations = sql_int(row, 2),
                                         .keys = sql_int(row, 3),
                                         .policy = sql_int(row, 4),
                                         .guards = sql_int(row, 5),
                                         .presence = sql_int(row, 10)},
                                .until = sql_int(row, 6),
                                .acknowledged = (uint64_t)sql_int(row, 7),
                                .presence_position = (uint64_t)sql_int(row, 9)};
    enum gh_status status = sql_copy_text(row, 8, held.scope, sizeof held.scope);
    held.history.position = (uint64_t)sql_int(row, 12);
    if (!status)
        status = sql_copy_bytes(row, 11, held.history.lineage, WIRE_LINEAGE_LEN);
    if (!status)
        status = sql_copy_bytes(row, 13, held.history.stamp, WIRE_STAMP_LEN);
    if (!status)
        *(struct replica_held *)out = held;
    return status;
}

enum gh_status replica_read_held(struct replica *r, struct replica_held *out)
{
    enum gh_status status =
        sql_read_one(r->sql, read_held, out,
                     "SELECT position, passes, synced_at, keys_at, policy_at, guards_at, until,"
                     " acknowledged, scope, presence_position, presence_at, lineage, history_position, stamp"
                     " FROM held WHERE only = 1");
    return status == GH_NOT_FOUND ? GH_CORRUPT : status; /* the migration wrote it */
}

enum gh_status replica_write_held(struct replica *r, const struct replica_held *held)
{
    return sql_exec(r->sql,
                    "UPDATE held SET position = $1, passes = $2, synced_at = $3, keys_at = $4,"
                    " policy_at = $5, guards_at = $6, until = $7, scope = $8, acknowledged = $9,"
                    " presence_position = $10, presence_at = $11, lineage = $12, history_position = $13, stamp = $14"
                    " WHERE only = 1",
                    DB_INT(replica_integer(held->position)), DB_INT(replica_integer(held->passes)),
                    DB_INT(held->ages.passes), DB_INT(held->ages.keys), DB_INT(held->ages.policy),
                    DB_INT(held->ages.guards), DB_INT(held->until), DB_TEXT(held->scope),
                    DB_INT(replica_integer(held->acknowledged)), DB_INT(replica_integer(held->presence_position)),
                    DB_INT(held->ages.presence), DB_BLOB(held->history.lineage, WIRE_LINEAGE_LEN),
                    DB_INT(replica_integer(held->history.position)), DB_BLOB(held->history.stamp, WIRE_STAMP_LEN));
}

static enum gh_status read_counts(struct sql_rows *row, void *out)
{
    struct replica_stat *stat = out;
    stat->epoch = (uint64_t)sql_int(row, 0);
    stat->revoked = (uint64_t)sql_int(row, 1);
    stat->blocked = (uint64_t)sql_int(row, 2);
    stat->barred = (uint64_t)sql_int(row, 3);
    stat->uses = (uint64_t)sql_int(row, 4);
    stat->guards = (uint64_t)sql_int(row, 5);
    stat->gates = (uint64_t)sql_int(row, 6);
    stat->own_known = !sql_is_null(row, 7);
    stat->own_acknowledged = (uint64_t)sql_int(row, 7);
    stat->own_forked = sql_int(row, 8) != 0;
    stat->pin_guards = (uint64_t)sql_int(row, 9);
    stat->old_guards = (uint64_t)sql_int(row, 10);
    stat->loose_guards = (uint64_t)sql_int(row, 11);
    return GH_OK;
}

enum gh_status replica_stat(struct replica *r, struct replica_stat *out)
{
    struct replica_held held;
    enum gh_status status = replica_read_held(r, &held);
    if (status)
        return status;
    struct replica_stat stat = {.position = held.position,
                                .until = held.until,
                                .acknowledged = held.acknowledged,
                                .presence_position = held.presence_position,
                                .passes = held.passes,
                                .history = held.history,
                                .ages = held.ages};
    memcpy(stat.scope, held.scope, sizeof stat.scope);
    status = sql_read_one(
        r->sql, read_counts, &stat,
        "SELECT coalesce((SELECT epoch FROM keyset WHERE only = 1), 0), (SELECT count(*) FROM revoked),"
        " (SELECT count(*) FROM pass WHERE state = " SQL_BLOCKED "), (SELECT count(*) FROM bar WHERE lifted = 0) +"
        " (SELECT count(*) FROM pass WHERE barred = 1),"
        " (SELECT count(*) FROM use WHERE taken_back = 0), (SELECT count(*) FROM guard WHERE active = 1),"
        " (SELECT count(*) FROM gate), (SELECT acknowledged FROM booth WHERE own = 1),"
        " (SELECT forked FROM booth WHERE own = 1),"
        " (SELECT count(*) FROM guard WHERE active = 1 AND badge = 0),"
        " (SELECT count(*) FROM guard WHERE active = 1 AND length(wrapped) <= " SQL_WRAPPED_ONE "),"
        " (SELECT count(*) FROM guard WHERE active = 1 AND bound = 0)");
    if (!status)
        *out = stat;
    return status;
}

static enum gh_status read_policy(struct sql_rows *row, void *out)
{
    struct policy policy;
    const char *field;
    policy_defaults(&policy);
    policy.fresh_for = sql_int(row, 0);
    policy.stale_for = sql_int(row, 1);
    policy.clock_skew = sql_int(row, 2);
    policy.take_back_within = sql_int(row, 3);
    policy.live_code_required = sql_int(row, 4) != 0;
    policy.touch_before_admit = sql_int(row, 5) != 0;
    policy.second_guard = sql_int(row, 6) != 0;
    policy.journal_keep = sql_int(row, 7);
    policy.privacy_timeout = sql_int(row, 8);
    policy.green_shown_for = sql_int(row, 9);
    policy.emergency_admission = sql_int(row, 10) != 0;
    policy.car_picture_keep = sql_int(row, 11);
    policy.personal_keep = sql_int(row, 12);
    if (policy_check(&policy, &field))
        return GH_CORRUPT; /* replica_write() refuses such a policy */
    *(struct policy *)out = policy;
    return GH_OK;
}

enum gh_status replica_policy(struct replica *r, struct policy *out)
{
    enum gh_status status =
        sql_read_one(r->sql, read_policy, out,
                     "SELECT fresh_for, stale_for, clock_skew, take_back_within, live_code_required,"
                     " touch_before_admit, second_guard, journal_keep, privacy_timeout,"
                     " green_shown_for, emergency_admission, evidence_keep, personal_keep"
                     " FROM policy WHERE only = 1");
    if (status != GH_NOT_FOUND)
        return status;
    policy_defaults(out);
    return GH_OK;
}

static enum gh_status read_closed_days(struct sql_rows *row, void *out)
{
    struct closed_days days = {.first = (uint32_t)sql_int(row, 0)};
    const struct bytes bits = sql_bytes(row, 1);
    if (bits.len > sizeof days.bits)
        return GH_CORRUPT;
    if (bits.len)
        memcpy(days.bits, bits.data, bits.len);
    days.len = bits.len;
    *(struct closed_days *)out = days;
    return GH_OK;
}

enum gh_status replica_closed_days(struct replica *r, struct closed_days *out)
{
    enum gh_status status =
        sql_read_one(r->sql, read_closed_days, out, "SELECT first, bits FROM closed_days WHERE only = 1");
    if (status == GH_NOT_FOUND)
        *out = (struct closed_days){0};
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status replica_keyset(struct replica *r, const uint8_t root_public[static PUBLIC_KEY_LEN], struct keyset *out)
{
    struct sql_rows *row;
    enum gh_status status = sql_first(r->sql, &row, "SELECT signed, epoch FROM keyset WHERE only = 1");
    if (!status)
        status = keyset_verify(sql_bytes(row, 0), root_public, (uint64_t)sql_int(row, 1), out);
    sql_end(row);
    return status;
}

enum gh_status replica_signed_keyset(struct replica *r, struct writer *out)
{
    struct sql_rows *row;
    enum gh_status status = sql_first(r->sql, &row, "SELECT signed FROM keyset WHERE only = 1");
    if (!status)
        writer_put(out, sql_bytes(row, 0));
    sql_end(row);
    return status ? status : out->overflow ? GH_TOO_LONG : GH_OK;
}

static enum gh_status read_gate(struct sql_rows *row, void *out)
{
    enum gh_status status;
    struct wire_gate gate = {
        .gate = (uint8_t)sql_int(row, 0), .version = (uint64_t)sql_int(row, 1), .campus = (uint8_t)sql_int(row, 2)};
    if ((status = sql_copy_text(row, 3, gate.name_zh, sizeof gate.name_zh)) ||
        (status = sql_copy_text(row, 4, gate.name_en, sizeof gate.name_en)) ||
        (status = sql_copy_text(row, 5, gate.campus_zh, sizeof gate.campus_zh)) ||
        (status = sql_copy_text(row, 6, gate.campus_en, sizeof gate.campus_en)))
        return status;
    *(struct wire_gate *)out = gate;
    return GH_OK;
}

enum gh_status replica_gates(struct replica *r, struct wire_gate *out, size_t max, size_t *count)
{
    return sql_read_all(r->sql, SQL_INTO(read_gate, out, max, count),
                        "SELECT gate, version, campus, name_zh, name_en, campus_zh, campus_en FROM gate ORDER BY gate");
}

static enum gh_status read_guard(struct sql_rows *row, void *out)
{
    enum gh_status status;
    struct bytes wrapped = sql_bytes(row, 9);
    struct wire_guard guard = {.guard = (uint32_t)sql_int(row, 0),
                               .version = (uint64_t)sql_int(row, 1),
                               .active = sql_int(row, 2) != 0,
                               .rights = (uint32_t)sql_int(row, 3),
                               .ops = (uint32_t)sql_int(row, 7),
                               .mem_kib = (uint32_t)sql_int(row, 8),
                               .wrapped_len = wrapped.len,
                               .badge = sql_int(row, 10) != 0,
                               .bound = sql_int(row, 11) != 0};
    if (wrapped.len > sizeof guard.wrapped)
        return GH_CORRUPT;
    if (wrapped.len > 0)
        memcpy(guard.wrapped, wrapped.data, wrapped.len);
    if ((status = sql_copy_text(row, 4, guard.name, sizeof guard.name)) ||
        (status = sql_copy_bytes(row, 5, guard.salt, sizeof guard.salt)) ||
        (status = sql_copy_bytes(row, 6, guard.verifier, sizeof guard.verifier)))
        return status;
    *(struct wire_guard *)out = guard;
    return GH_OK;
}

enum gh_status replica_guards(struct replica *r, struct wire_guard *out, size_t max, size_t *count)
{
    return sql_read_all(r->sql, SQL_INTO(read_guard, out, max, count),
                        "SELECT guard, version, active, rights, name, salt, verifier, ops, mem_kib,"
                        " wrapped, badge, bound FROM guard ORDER BY guard");
}

#define UNIT_COLUMNS "unit, version, name_zh, name_en, pinyin"

static enum gh_status read_unit(struct sql_rows *row, void *out)
{
    enum gh_status status;
    struct wire_unit unit = {.unit = (uint32_t)sql_int(row, 0), .version = (uint64_t)sql_int(row, 1)};
    if ((status = sql_copy_text(row, 2, unit.name_zh, sizeof unit.name_zh)) ||
        (status = sql_copy_text(row, 3, unit.name_en, sizeof unit.name_en)) ||
        (status = sql_copy_text(row, 4, unit.pinyin, sizeof unit.pinyin)))
        return status;
    *(struct wire_unit *)out = unit;
    return GH_OK;
}

enum gh_status replica_find_unit(struct replica *r, uint32_t unit, struct wire_unit *out)
{
    return sql_read_one(r->sql, read_unit, out, "SELECT " UNIT_COLUMNS " FROM unit WHERE unit = $1", DB_INT(unit));
}

enum gh_status replica_units(struct replica *r, struct wire_unit *out, size_t max, size_t *count)
{
    return sql_read_all(r->sql, SQL_INTO(read_unit, out, max, count),
                        "SELECT " UNIT_COLUMNS " FROM unit ORDER BY unit");
}
