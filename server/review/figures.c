/* Adds up the counts of records/entry_tally.h, and counts along the indexes application_by_decision and pass_by_campus.
 */
#include "review/figures.h"

#include "records/entry_tally.h"
#include "token/claims.h"

_Static_assert(PASS_VEHICLE == 2, "the statements below have this number");

/* The nearest rank: the first of $count values in order that $part in a hundred do not exceed. */
#define MEDIAN "MIN(CASE WHEN t.n * 2 >= t.c THEN t.took END)"
#define P90 "MIN(CASE WHEN t.n * 10 >= t.c * 9 THEN t.took END)"

#define RANGE DB_INT(range->campus), DB_INT(range->from), DB_INT(range->to)
#define ZONE DB_INT(range->zone_minutes *TICK_MINUTE)

/* ---- Entries ---- */

/* The part of a range that whole slots fill. The entries before and after it are counted one by one. */
struct middle {
    tick from, to;
};

static struct middle middle_of(const struct figures_range *range, tick slot)
{
    const struct middle m = {.from = (range->from + slot - 1) / slot * slot, .to = range->to / slot * slot};
    return m.from < m.to ? m : (struct middle){range->to, range->to};
}

#define MIDDLE DB_INT(middle.from), DB_INT(middle.to)
/* Counts within the middle, $4 to $5, and the same of each entry around it. */
#define TALLIED(counts, table, of_entry, which) TALLIED_WITH(counts, table, of_entry, "", which)
#define TALLIED_WITH(counts, table, of_entry, joins, which)                                                            \
    "(SELECT " counts " FROM " table " t WHERE t.campus = $1 AND t.slot >= $4 AND t.slot < $5 AND {t.campus+0} "       \
    "UNION ALL SELECT " of_entry " FROM entry e " joins                                                                \
    "WHERE e.campus = $1 AND e.at >= $2 AND e.at < $4 AND {e.campus+0}" which " UNION ALL SELECT " of_entry            \
    " FROM entry e " joins "WHERE e.campus = $1 AND e.at >= $5 AND e.at < $3 AND {e.campus+0}" which ") m "

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
    const bool slots_fit = range->zone_minutes * TICK_MINUTE % GATE_TALLY_SLOT == 0;
    const struct middle middle = slots_fit ? middle_of(range, GATE_TALLY_SLOT) : (struct middle){range->to, range->to};
    return scope_query(db, rows, scope,
                       "SELECT (m.at + $6) / 3600000 % 24 AS hour, m.gate, CAST(SUM(m.entered) AS BIGINT), "
                       "CAST(SUM(m.departed) AS BIGINT) FROM " TALLIED(
                           "t.slot AS at, t.gate, t.entered, t.departed", "gate_tally",
                           "e.at, e.gate, " TALLY_ENTERED ", " TALLY_DEPARTED,
                           "") "GROUP BY (m.at + $6) / 3600000 % 24, m.gate ORDER BY hour, m.gate",
                       RANGE, MIDDLE, ZONE);
}

enum gh_status figures_verdicts(struct db *db, struct db_rows *rows, const struct scope *scope,
                                const struct figures_range *range)
{
    const struct middle middle = middle_of(range, TALLY_SLOT);
    return scope_query(db, rows, scope,
                       "SELECT m.colour, m.reason, CAST(SUM(m.shown) AS BIGINT) AS looks FROM " TALLIED(
                           "t.colour, t.reason, t.shown", "verdict_tally", "e.colour, e.reason, 1",
                           " AND " TALLY_SHOWN) "GROUP BY m.colour, m.reason ORDER BY looks DESC, m.colour, m.reason",
                       RANGE, MIDDLE);
}

enum gh_status figures_units(struct db *db, struct db_rows *rows, const struct scope *scope,
                             const struct figures_range *range)
{
    const struct middle middle = middle_of(range, TALLY_SLOT);
    return scope_query(
        db, rows, scope,
        "SELECT n.unit, u.name, u.name_en, n.entered FROM (SELECT m.unit, CAST(SUM(m.entered) AS BIGINT) "
        "AS entered FROM " TALLIED(
            "t.unit, t.entered", "unit_tally", "e.unit, " TALLY_ENTERED,
            " AND e.unit IS NOT NULL") "GROUP BY m.unit) n JOIN unit u ON "
                                       "u.id = n.unit WHERE n.entered > 0 ORDER BY n.entered DESC, n.unit LIMIT $6",
        RANGE, MIDDLE, DB_INT(FIGURES_UNITS_MAX));
}

enum gh_status figures_kinds(struct db *db, struct db_rows *rows, const struct scope *scope,
                             const struct figures_range *range)
{
    const bool slots_fit = range->zone_minutes * TICK_MINUTE % TALLY_SLOT == 0;
    const struct middle middle = slots_fit ? middle_of(range, TALLY_SLOT) : (struct middle){range->to, range->to};
    return scope_query(
        db, rows, scope,
        "SELECT n.day, n.kind, COALESCE(k.name, ''), COALESCE(k.name_en, ''), n.entered FROM (SELECT (m.at + $6) / "
        "86400000 AS day, m.kind, CAST(SUM(m.entered) AS BIGINT) AS entered FROM " TALLIED_WITH(
            "t.slot AS at, t.kind, t.entered", "kind_tally", "e.at, " TALLY_KIND ", " TALLY_ENTERED, TALLY_KIND_JOINS,
            "") "GROUP BY (m.at + $6) / 86400000, m.kind) n LEFT JOIN pass_kind k ON k.code = n.kind WHERE n.entered > "
                "0 ORDER BY n.day, COALESCE(k.id, 0), n.kind",
        RANGE, MIDDLE, ZONE);
}

/* ---- Applications and passes ---- */

enum gh_status figures_expected(struct db *db, struct db_rows *rows, const struct scope *scope,
                                const struct figures_range *range)
{
    return scope_query(db, rows, scope,
                       "SELECT (p.from_at + $4) / 86400000 AS day, COUNT(*), COUNT(p.used_at) FROM pass p "
                       "WHERE p.campus = $1 AND p.from_at >= $2 AND p.from_at < $3 AND p.kind <> 2 AND "
                       "p.state <> 'revoked' AND p.walk_up = 0 AND {p.campus+0} "
                       "GROUP BY (p.from_at + $4) / 86400000 ORDER BY day",
                       RANGE, ZONE);
}

/* The applications a that count for approvals. */
#define DECIDED                                                                                                        \
    "a.campus = $1 AND a.decided_at >= $2 AND a.decided_at < $3 AND a.walk_up = 0 AND a.submitted_at IS NOT NULL AND " \
    "{a.campus+0}"

/* Finds the units first, so that only their applications are put in order. "+ 0" keeps SQLite from reading all of a
 * unit's applications instead of the range's. */
enum gh_status figures_approvals(struct db *db, struct db_rows *rows, const struct scope *scope,
                                 const struct figures_range *range)
{
    return scope_query(
        db, rows, scope,
        "SELECT m.unit, u.name, u.name_en, m.decided, m.median, m.p90 FROM (SELECT t.unit, MAX(t.c) AS decided, " MEDIAN
        " AS median, " P90 " AS p90 FROM (SELECT a.unit, c.c, a.decided_at - a.submitted_at AS took, "
        "ROW_NUMBER() OVER (PARTITION BY a.unit ORDER BY a.decided_at - a.submitted_at) AS n FROM "
        "(SELECT a.unit, COUNT(*) AS c FROM application a WHERE " DECIDED " GROUP BY a.unit ORDER BY c DESC, a.unit "
        "LIMIT $4) c JOIN application a ON a.unit + 0 = c.unit WHERE " DECIDED ") t GROUP BY t.unit) m "
        "JOIN unit u ON u.id = m.unit ORDER BY m.decided DESC, m.unit",
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
        "COUNT(CASE WHEN p.kind = 2 THEN 1 END) AS vehicles, 0 AS undecided FROM pass p WHERE p.campus = $1 AND "
        "p.from_at >= $2 AND p.from_at < $3 AND p.state = 'active' AND {p.campus+0} GROUP BY (p.from_at + $4) / "
        "86400000 UNION ALL "
        "SELECT (a.first_at + $4) / 86400000 AS day, 0 AS persons, 0 AS vehicles, SUM(a.entrants) AS undecided "
        "FROM application a WHERE a.state IN ('unit-review', 'security-review', 'confirming') AND a.first_at >= $2 AND "
        "a.first_at < $3 AND a.campus + 0 = $1 AND {a.campus+0} GROUP BY (a.first_at + $4) / 86400000) m "
        "GROUP BY m.day ORDER BY m.day",
        RANGE, ZONE);
}
