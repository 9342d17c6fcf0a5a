/* What pages show of roll calls. */
#include "devices/presence.h"
#include "devices/roll_call.h"

/* A car whose riders are listed stands for nobody. */
#define IS_SOMEBODY                                                                                                    \
    "NOT (r.vehicle = 1 AND EXISTS (SELECT 1 FROM roll_call_row q WHERE q.roll_call = r.roll_call AND "                \
    "q.car = r.subject))"

/* Gone out since, by whatever gate. */
#define HAS_LEFT "s.inside = 0 AND s.at >= r.since"

_Static_assert(ROLL_OPEN == 0 && ROLL_SAFE == 1 && ROLL_MISSING == 2 && ROLL_AWAY == 3, "literals of the queries");

#define COUNT_OF(condition) "CAST(COALESCE(SUM(CASE WHEN " condition " THEN 1 ELSE 0 END), 0) AS BIGINT)"

#define OPEN COUNT_OF("r.mark = 0 AND NOT (s.inside IS NOT NULL AND " HAS_LEFT ")")
#define LEFT COUNT_OF("r.mark = 0 AND " HAS_LEFT)
#define MARKED(mark) COUNT_OF("r.mark = " mark)

enum gh_status roll_call_query(struct db *db, struct db_rows *rows, const struct scope *scope, const struct uuid *id,
                               int64_t campus, int64_t limit)
{
    static const char sql[] =
        "SELECT c.id, c.campus, c.started_at, COALESCE(a.display_name, d.name), c.ended_at, COALESCE(b.display_name, "
        "w.name), "
        "COUNT(r.subject), " OPEN ", " MARKED("1") ", " MARKED("2") ", " MARKED(
            "3") ", " LEFT ", f.name FROM roll_call c LEFT JOIN roll_call_row r ON r.roll_call = c.id AND " IS_SOMEBODY
                 " LEFT JOIN presence s ON s.campus = c.campus AND s.subject = r.subject "
                 "LEFT JOIN account a ON a.id = c.started_by LEFT JOIN device d ON d.id = c.started_device "
                 "LEFT JOIN account b ON b.id = c.ended_by "
                 "LEFT JOIN guard w ON w.id = c.ended_guard LEFT JOIN device f ON f.id = c.ended_device "
                 "WHERE (c.id = $1 OR ($2 = 1 AND ($3 = 0 OR c.campus = $3))) AND {c.campus} "
                 "GROUP BY c.id, c.campus, c.started_at, a.display_name, d.name, c.ended_at, b.display_name, w.name, "
                 "f.name "
                 "ORDER BY c.started_at DESC LIMIT $4";
    return scope_query(db, rows, scope, sql, DB_UUID(id), DB_INT(uuid_is_nil(id)), DB_INT(campus), DB_INT(limit));
}

/* An emergency admission shows the first person of its application. */
enum gh_status roll_call_rows(struct db *db, struct db_rows *rows, const struct scope *scope, const struct uuid *id)
{
    return scope_query(
        db, rows, scope,
        "SELECT r.subject, r.pass, r.vehicle, r.since, r.gate, g.name, g.name_en, h.id, h.name_sealed, v.plate, "
        "CASE WHEN r.car IS NULL THEN 0 ELSE 1 END, u.name, a.number, "
        "CASE WHEN r.application IS NULL THEN 0 ELSE 1 END, CASE WHEN r.added_at > c.started_at THEN 1 ELSE 0 END, "
        "r.mark, r.conflict, r.marked_at, COALESCE(t.display_name, d.name), CASE WHEN " HAS_LEFT
        " THEN s.at ELSE NULL END, "
        "x.id, x.plate_sealed FROM roll_call_row r JOIN roll_call c ON c.id = r.roll_call "
        "LEFT JOIN presence s ON s.campus = c.campus AND s.subject = r.subject "
        "LEFT JOIN entry x ON x.id = (SELECT e.id FROM entry e WHERE e.campus = c.campus AND e.code_digest = "
        "CASE WHEN r.vehicle = 1 THEN r.subject ELSE r.car END AND e.evidence = 2 AND e.plate_sealed IS NOT NULL "
        "ORDER BY e.at DESC, e.id DESC LIMIT 1) "
        "LEFT JOIN gate g ON g.bit = r.gate LEFT JOIN pass p ON p.id = r.pass LEFT JOIN pass k ON k.id = r.car "
        "LEFT JOIN application a ON a.id = COALESCE(p.application, r.application) LEFT JOIN unit u ON u.id = a.unit "
        "LEFT JOIN vehicle v ON v.id = CASE WHEN r.vehicle = 1 THEN p.vehicle ELSE k.vehicle END "
        "LEFT JOIN person h ON h.id = COALESCE(p.person, (SELECT x.id FROM person x WHERE x.application = "
        "r.application ORDER BY x.ordinal LIMIT 1)) LEFT JOIN account t ON t.id = r.marked_by "
        "LEFT JOIN device d ON d.id = r.marked_device "
        "WHERE r.roll_call = $1 AND {c.campus} AND " IS_SOMEBODY " ORDER BY r.gate, u.name, r.since, r.subject",
        DB_UUID(id));
}

enum gh_status roll_call_ticks(struct db *db, struct db_rows *rows, const struct scope *scope, const struct uuid *id)
{
    return scope_query(db, rows, scope,
                       "SELECT t.subject, t.mark, t.at, COALESCE(a.display_name, w.name), d.name FROM roll_call_tick t "
                       "JOIN roll_call c ON c.id = t.roll_call LEFT JOIN account a ON a.id = t.account "
                       "LEFT JOIN device d ON d.id = t.device LEFT JOIN guard w ON w.id = t.guard WHERE t.roll_call = "
                       "$1 AND {c.campus} ORDER BY "
                       "t.sequence",
                       DB_UUID(id));
}
