/* Queries for the lists of booths and guards. */
#include "devices/device_list.h"

#define DEVICES                                                                                                        \
    "SELECT d.id, d.name, d.campus, d.gate, d.public_key, t.name, t.name_en, d.state, d.created_at, d.revoked_at, "    \
    "d.seen_at, d.program, d.position, d.synced_at, d.waiting, d.clock_offset_ms, d.disk_percent, d.temperature, "     \
    "d.forked_at, d.other_history FROM device d JOIN gate t ON t.bit = d.gate "
#define GUARDS                                                                                                         \
    "SELECT id, name, rights, active, campus, CASE WHEN {campus} THEN 1 ELSE 0 END, "                                  \
    "CASE WHEN badge_sealed IS NULL THEN 0 ELSE 1 END FROM guard "                                                     \
    "WHERE (campus = 0 OR {campus}) "

enum gh_status devices_query(struct db *db, struct db_rows *rows, const struct scope *scope)
{
    return scope_query(db, rows, scope, DEVICES "WHERE {d.campus} ORDER BY d.state, d.campus, d.gate, d.id");
}

enum gh_status device_query(struct db *db, struct db_rows *rows, const struct scope *scope, const struct uuid *id)
{
    return scope_query(db, rows, scope, DEVICES "WHERE d.id = $1 AND {d.campus}", DB_UUID(id));
}

enum gh_status guards_query(struct db *db, struct db_rows *rows, const struct scope *scope)
{
    return scope_query(db, rows, scope, GUARDS "ORDER BY active DESC, id");
}

enum gh_status guard_query(struct db *db, struct db_rows *rows, const struct scope *scope, int64_t id)
{
    return scope_query(db, rows, scope, GUARDS "AND id = $1", DB_INT(id));
}
