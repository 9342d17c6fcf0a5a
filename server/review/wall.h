/* Figures of a campus for the wall screen of its office: how much, never who. */
#ifndef GH_SERVER_REVIEW_WALL_H
#define GH_SERVER_REVIEW_WALL_H

#include "base/tick.h"
#include "db/scope.h"

enum wall_gate_column {
    WALL_GATE_BIT,
    WALL_GATE_NAME,
    WALL_GATE_NAME_EN,
    WALL_GATE_ENTERED, /* admissions, with those that were taken back */
    WALL_GATE_TAKEN_BACK,
    WALL_GATE_LEFT,
    WALL_GATE_LAST_AT /* of the newest entry that is not a guard's sign-in, by the booth's clock; NULL: none */
};
/* Lists the gates in use of a campus within scope, with their entries since a moment. The caller ends rows after any
 * outcome. */
enum gh_status GH_MUST_USE wall_gates(struct db *db, struct db_rows *rows, const struct scope *scope, int64_t campus,
                                      tick since);

/* What waits for somebody to look into it. */
struct wall_alerts {
    int64_t entries;     /* with a mark: double use, gap, broken chain */
    int64_t aside;       /* lines of booths that could not be used */
    int64_t emergencies; /* admissions that the office has not confirmed */
};
enum gh_status GH_MUST_USE wall_alerts(struct db *db, const struct scope *scope, int64_t campus,
                                       struct wall_alerts *out);

#endif
