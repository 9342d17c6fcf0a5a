/* Emergency admissions (core/wire/emergency.h). Booths send them, and the security office confirms each or objects.
 * The server keeps every admission, whatever becomes of its application, because the visitor did enter. */
#ifndef GH_SERVER_ACT_EMERGENCY_H
#define GH_SERVER_ACT_EMERGENCY_H

#include "act/box.h"
#include "wire/emergency.h"

/* Opens and stores a new box. GH_DENIED: the box can't be opened, or its application was not made at this device.
 * GH_CONFLICT: its id or its application already has an admission. */
enum gh_status GH_MUST_USE emergency_take(const struct act_context *context, const struct box_arrival *arrival,
                                          struct box_answer *answer);

/* Confirms an admission or, with confirm false, objects to it. Runs in its own transaction and writes to the
 * application's history and the audit trail. remark: at most ACT_REMARK_MAX bytes, "" for none. GH_NOT_FOUND: no
 * such admission within scope. GH_ROLLBACK: somebody else decided first. */
enum gh_status GH_MUST_USE emergency_decide(const struct act_context *context, const struct session *session,
                                            const struct scope *scope, const struct uuid *id, bool confirm,
                                            const char *remark);

/* Columns of an emergency_query() row. */
enum emergency_column {
    EMERGENCY_COLUMN_ID,
    EMERGENCY_COLUMN_AT,
    EMERGENCY_COLUMN_ARRIVED_AT,
    EMERGENCY_COLUMN_DEVICE_NAME,
    EMERGENCY_COLUMN_CAMPUS,
    EMERGENCY_COLUMN_GUARD,
    EMERGENCY_COLUMN_SECOND_GUARD,
    EMERGENCY_COLUMN_REASON,
    EMERGENCY_COLUMN_APPROVER, /* sealed: "emergency.approver" */
    EMERGENCY_COLUMN_PHOTO,    /* 1: it has a picture */
    EMERGENCY_COLUMN_STATE,
    EMERGENCY_COLUMN_DECIDED_AT,
    EMERGENCY_COLUMN_DECIDED_BY, /* display name */
    EMERGENCY_COLUMN_DECISION,
    EMERGENCY_COLUMN_NUMBER,      /* number of the walk-up at the booth */
    EMERGENCY_COLUMN_APPLICATION, /* id; NULL when the walk-up was refused on arrival */
    EMERGENCY_COLUMN_APPLICATION_NUMBER,
    EMERGENCY_COLUMN_APPLICATION_STATE,
    EMERGENCY_COLUMN_UNIT
};
/* Selects at most max admissions within scope of a state ("" for all): open ones first, then the newest. The caller
 * ends rows after any outcome. */
enum gh_status GH_MUST_USE emergency_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                           const char *state, int64_t max);

#endif
