/* How rows of the table "pass" become values; for the files of this folder. */
#ifndef GH_SERVER_ISSUE_PASS_ROW_H
#define GH_SERVER_ISSUE_PASS_ROW_H

#include "issue/pass.h"

#define PASS_COLUMNS                                                                                                   \
    "id, application, kind, person, vehicle, period, group_id, state, row_version, position, from_at, to_at, gates, "  \
    "uses, home_gate, token, minted_at"
#define PASS_COLUMN_COUNT 17

/* Reads a row that begins with PASS_COLUMNS. */
enum gh_status GH_MUST_USE pass_read_row(struct db_rows *rows, struct pass *p);

/* Makes the pass of an entrant in a period: active, unsigned, without a position. person NULL: the vehicle's own.
 * uses: as pass_uses_of() gives them. */
struct pass pass_for(const struct application *a, const struct period *period, const struct uuid *group,
                     const struct person *person, const struct vehicle *vehicle, uint16_t lane_gates,
                     enum pass_uses uses, tick now);
/* Loads what the application's kind allows in one period. A kind that is not known: a single use. */
enum gh_status GH_MUST_USE pass_uses_of(struct db *db, const struct application *a, enum pass_uses *uses);
/* Signs *p and stores it. person is NULL for a vehicle's pass; replaces is NULL for a pass without a predecessor. */
enum gh_status GH_MUST_USE pass_store(struct db *db, const struct vault *vault, struct issuer *issuer, struct pass *p,
                                      const struct person *person, const struct uuid *replaces);

#endif
