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

#endif
