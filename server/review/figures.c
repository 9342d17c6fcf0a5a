/* Counts along the indexes entry_figures, application_by_decision and pass_by_start. */
#include "review/figures.h"

#include "token/claims.h"
#include "wire/entry.h"

_Static_assert(ENTRY_ADMIT == 1 && ENTRY_SHOWN == 2 && ENTRY_DECIDE_ADMIT == 3 && ENTRY_OVERRIDE == 5 &&
                   ENTRY_TAKE_BACK == 6 && ENTRY_EXIT == 7 && DIRECTION_OUT == 1 && PASS_VEHICLE == 2,
               "the statements below have these numbers");

#define IN_RANGE "e.campus = $1 AND e.at >= $2 AND e.at < $3 AND {e.campus+0} "
#define ADMITTED "e.kind IN (1, 3, 5)"
#define ENTERED "SUM(CASE WHEN " ADMITTED " AND e.direction = 0 THEN 1 WHEN e.kind = 6 THEN -1 ELSE 0 END)"
#define LEFT "SUM(CASE WHEN e.kind = 7 OR (" ADMITTED " AND e.direction = 1) THEN 1 ELSE 0 END)"
/* The nearest rank: the first of $count values in order that $part in a hundred do not exceed. */
#define MEDIAN "MIN(CASE WHEN t.n * 2 >= t.c THEN t.took END)"
#define P90 "MIN(CASE WHEN t.n * 10 >= t.c * 9 THEN t.took END)"

#define RANGE DB_INT(range->campus), DB_INT(range->from), DB_INT(range->to)
#define ZONE DB_INT(range->zone_minutes *TICK_MINUTE)

enum gh_status figures_gates(struct db *db, struct db_rows *rows, const struct scope *scope,
                             const struct figures_range *range)
{
    return scope_query(db, rows, scope,
                       "SELECT g.bit, g.name, g.name_en FROM gate g WHERE g.campus = $1 AND {g.campus} ORDER BY g.bit",
                       DB_INT(range->campus));
}

enum gh_status figures_hours(struct db *db, struct db_rows *rows, const struct scope *scope,
                             const struct figures_range *range)
{
    return scope_query(db, rows, scope,
                       "SELECT (e.at + $4) / 3600000 % 24 AS hour, e.gate, " ENTERED ", " LEFT
                       " FROM entry e WHERE " IN_RANGE
                       "GROUP BY (e.at + $4) / 3600000 % 24, e.gate ORDER BY hour, e.gate",
                       RANGE, ZONE);
}

/* Each look of a gate at somebody writes one of these two kinds. */
enum gh_status figures_verdicts(struct db *db, struct db_rows *rows, const struct scope *scope,
                                const struct figures_range *range)
{
    return scope_query(db, rows, scope,
                       "SELECT e.colour, e.reason, COUNT(*) AS shown FROM entry e WHERE " IN_RANGE
                       "AND e.kind IN (1, 2) GROUP BY e.colour, e.reason ORDER BY shown DESC, e.colour, e.reason",
                       RANGE);
}

enum gh_status figures_units(struct db *db, struct db_rows *rows, const struct scope *scope,
                             const struct figures_range *range)
{
    return scope_query(db, rows, scope,
                       "SELECT m.unit, u.name, u.name_en, m.entered FROM (SELECT e.unit, " ENTERED
                       " AS entered FROM entry e WHERE " IN_RANGE
                       "AND e.unit IS NOT NULL GROUP BY e.unit) m JOIN unit u ON u.id = m.unit "
                       "WHERE m.entered > 0 ORDER BY m.entered DESC, m.unit LIMIT $4",
                       RANGE, DB_INT(FIGURES_UNITS_MAX));
}

enum gh_status figures_expected(struct db *db, struct db_rows *rows, const struct scope *scope,
                                const struct figures_range *range)
{
    return scope_query(db, rows, scope,
                       "SELECT (p.from_at + $4) / 86400000 AS day, COUNT(*), COUNT(p.used_at) FROM pass p "
                       "JOIN application a ON a.id = p.application WHERE p.from_at >= $2 AND p.from_at < $3 AND "
                       "p.kind <> 2 AND p.state <> 'revoked' AND a.campus = $1 AND a.walk_up = 0 AND {a.campus+0} "
                       "GROUP BY (p.from_at + $4) / 86400000 ORDER BY day",
                       RANGE, ZONE);
}

enum gh_status figures_approvals(struct db *db, struct db_rows *rows, const struct scope *scope,
                                 const struct figures_range *range)
{
    return scope_query(
        db, rows, scope,
        "SELECT t.unit, u.name, u.name_en, MAX(t.c) AS decided, " MEDIAN ", " P90
        " FROM (SELECT a.unit, a.decided_at - a.submitted_at AS took, "
        "ROW_NUMBER() OVER (PARTITION BY a.unit ORDER BY a.decided_at - a.submitted_at) AS n, "
        "COUNT(*) OVER (PARTITION BY a.unit) AS c FROM application a WHERE a.campus = $1 AND a.decided_at >= $2 AND "
        "a.decided_at < $3 AND a.walk_up = 0 AND a.submitted_at IS NOT NULL AND {a.campus+0}) t "
        "JOIN unit u ON u.id = t.unit GROUP BY t.unit, u.name, u.name_en ORDER BY decided DESC, t.unit LIMIT $4",
        RANGE, DB_INT(2 * FIGURES_UNITS_MAX));
}

enum gh_status figures_walk_ups(struct db *db, struct db_rows *rows, const struct scope *scope,
                                const struct figures_range *range)
{
    /* A booth's clock may be ahead of the server's. */
    return scope_query(
        db, rows, scope,
        "SELECT COUNT(*), " MEDIAN ", " P90 ", COUNT(CASE WHEN t.took <= 300000 THEN 1 END), "
        "COUNT(CASE WHEN t.took > 300000 AND t.took <= 600000 THEN 1 END), "
        "COUNT(CASE WHEN t.took > 600000 AND t.took <= 1200000 THEN 1 END), "
        "COUNT(CASE WHEN t.took > 1200000 AND t.took <= 1800000 THEN 1 END), "
        "COUNT(CASE WHEN t.took > 1800000 THEN 1 END) "
        "FROM (SELECT w.took, ROW_NUMBER() OVER (ORDER BY w.took) AS n, COUNT(*) OVER () AS c FROM "
        "(SELECT CASE WHEN a.decided_at > k.at THEN a.decided_at - k.at ELSE 0 END AS took FROM application a "
        "JOIN walk_up k ON k.id = a.id WHERE a.campus = $1 AND a.decided_at >= $2 AND a.decided_at < $3 AND "
        "a.walk_up = 1 AND {a.campus+0}) w) t",
        RANGE);
}

enum gh_status figures_ahead(struct db *db, struct db_rows *rows, const struct scope *scope,
                             const struct figures_range *range)
{
    return scope_query(
        db, rows, scope,
        "SELECT m.day, CAST(SUM(m.persons) AS BIGINT), CAST(SUM(m.vehicles) AS BIGINT), "
        "CAST(SUM(m.undecided) AS BIGINT) FROM ("
        "SELECT (p.from_at + $4) / 86400000 AS day, COUNT(CASE WHEN p.kind <> 2 THEN 1 END) AS persons, "
        "COUNT(CASE WHEN p.kind = 2 THEN 1 END) AS vehicles, 0 AS undecided FROM pass p "
        "JOIN application a ON a.id = p.application WHERE p.from_at >= $2 AND p.from_at < $3 AND p.state = 'active' "
        "AND a.campus = $1 AND {a.campus+0} GROUP BY (p.from_at + $4) / 86400000 UNION ALL "
        "SELECT (a.first_at + $4) / 86400000 AS day, 0 AS persons, 0 AS vehicles, SUM(a.entrants) AS undecided "
        "FROM application a WHERE a.state IN ('unit-review', 'security-review', 'confirming') AND a.first_at >= $2 AND "
        "a.first_at < $3 AND a.campus + 0 = $1 AND {a.campus+0} GROUP BY (a.first_at + $4) / 86400000) m "
        "GROUP BY m.day ORDER BY m.day",
        RANGE, ZONE);
}
