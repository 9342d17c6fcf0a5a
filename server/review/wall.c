/* Counts along the indexes by campus and time, and those of what is open. */
#include "review/wall.h"

#include "wire/entry.h"

enum gh_status wall_gates(struct db *db, struct db_rows *rows, const struct scope *scope, int64_t campus, tick since)
{
    return scope_query(
        db, rows, scope,
        "SELECT g.bit, g.name, g.name_en, COUNT(CASE WHEN e.kind IN ($3, $4, $5) THEN 1 END), "
        "COUNT(CASE WHEN e.kind = $6 THEN 1 END), COUNT(CASE WHEN e.kind = $7 THEN 1 END), MAX(e.at) "
        "FROM gate g LEFT JOIN entry e ON e.campus = $1 AND e.at >= $2 AND e.kind <= $7 AND e.gate = g.bit "
        "WHERE g.campus = $1 AND g.active = 1 AND {g.campus} GROUP BY g.bit, g.name, g.name_en "
        "ORDER BY g.bit",
        DB_INT(campus), DB_INT(since), DB_INT(ENTRY_ADMIT), DB_INT(ENTRY_DECIDE_ADMIT), DB_INT(ENTRY_OVERRIDE),
        DB_INT(ENTRY_TAKE_BACK), DB_INT(ENTRY_EXIT));
}

enum gh_status wall_alerts(struct db *db, const struct scope *scope, int64_t campus, struct wall_alerts *out)
{
    struct db_rows rows = {0};
    enum gh_status status = scope_query(
        db, &rows, scope,
        "SELECT (SELECT COUNT(*) FROM entry e WHERE e.mark <> '' AND e.mark <> 'settled' AND e.campus = $1 AND "
        "{e.campus}), (SELECT COUNT(*) FROM entry_aside a JOIN device d ON d.id = a.device WHERE a.settled_at IS NULL "
        "AND d.campus = $1 AND {d.campus}), (SELECT COUNT(*) FROM emergency m WHERE m.state = 'open' AND "
        "m.campus = $1 AND {m.campus})",
        DB_INT(campus));
    if (!status && !(status = db_next(&rows)))
        *out = (struct wall_alerts){
            .entries = db_int(&rows, 0), .aside = db_int(&rows, 1), .emergencies = db_int(&rows, 2)};
    db_rows_end(&rows);
    return status;
}
