/* Figures of a campus for the security office: how many, how long, never who. Each function counts rows of a range of
 * moments [from, to) of one campus within scope. The caller ends rows after any outcome. */
#ifndef GH_SERVER_REVIEW_FIGURES_H
#define GH_SERVER_REVIEW_FIGURES_H

#include "base/tick.h"
#include "db/scope.h"

#define FIGURES_DAYS_MAX 31
#define FIGURES_AHEAD_DAYS 14
#define FIGURES_UNITS_MAX 10

struct figures_range {
    int64_t campus;
    tick from, to;
    int zone_minutes; /* of the campus, east of UTC: its hours and days are meant */
};

/* Gates of the campus: number, name, English name. */
enum gh_status GH_MUST_USE figures_gates(struct db *db, struct db_rows *rows, const struct scope *scope,
                                         const struct figures_range *range);
/* By hour of the day (0 to 23) and gate: hour, gate, entered (admissions less those taken back), left. */
enum gh_status GH_MUST_USE figures_hours(struct db *db, struct db_rows *rows, const struct scope *scope,
                                         const struct figures_range *range);
/* Verdicts as shown to guards, the most frequent first: colour, reason, count. */
enum gh_status GH_MUST_USE figures_verdicts(struct db *db, struct db_rows *rows, const struct scope *scope,
                                            const struct figures_range *range);
/* The host units with the most entered: unit, name, English name, entered. At most FIGURES_UNITS_MAX. */
enum gh_status GH_MUST_USE figures_units(struct db *db, struct db_rows *rows, const struct scope *scope,
                                         const struct figures_range *range);
/* By day (since 1970-01-01, of the campus) and kind of pass: day, code of the kind ('': without a pass), its name,
 * English name, entered. */
enum gh_status GH_MUST_USE figures_kinds(struct db *db, struct db_rows *rows, const struct scope *scope,
                                         const struct figures_range *range);
/* By the day on which passes of people begin to hold: day (since 1970-01-01, of the campus), passes, of these used.
 * Passes of walk-up applications and revoked ones do not count. */
enum gh_status GH_MUST_USE figures_expected(struct db *db, struct db_rows *rows, const struct scope *scope,
                                            const struct figures_range *range);
/* How long applications waited from submission to decision, by unit, for those decided in the range: unit, name,
 * English name, count, median, 90th percentile (nearest rank, ms). Walk-up applications do not count. */
enum gh_status GH_MUST_USE figures_approvals(struct db *db, struct db_rows *rows, const struct scope *scope,
                                             const struct figures_range *range);
/* How long walk-up applications waited at the gate for their decision: one row: count, median and 90th percentile
 * (NULL: none), and how many waited at most 5, 10, 20, 30 minutes, each less than the one before excluded, and longer.
 */
enum gh_status GH_MUST_USE figures_walk_ups(struct db *db, struct db_rows *rows, const struct scope *scope,
                                            const struct figures_range *range);
/* What begins on each day: day, persons and vehicles with a pass, entrants of applications that nobody has decided. */
enum gh_status GH_MUST_USE figures_ahead(struct db *db, struct db_rows *rows, const struct scope *scope,
                                         const struct figures_range *range);

#endif
