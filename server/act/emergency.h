/* Emergency admissions (core/wire/emergency.h): taken from booths, and confirmed or objected to by the security
 * office. What happened at a gate is a fact: it is kept whatever became of the application. */
#ifndef GH_SERVER_ACT_EMERGENCY_H
#define GH_SERVER_ACT_EMERGENCY_H

#include "act/box.h"
#include "wire/emergency.h"

/* Opens and stores a box that is new. GH_DENIED: no box of ours, or not about an application that was made at this
 * device. GH_CONFLICT: its id or its application has an admission already. */
enum gh_status GH_MUST_USE emergency_take(const struct act_context *context, const struct box_arrival *arrival,
                                          struct box_answer *answer);

/* confirm false: objected. remark: at most ACT_REMARK_MAX bytes, "" for none. In a transaction of its own; the history
 * of its application and the audit trail say so. GH_NOT_FOUND; GH_DENIED: not an officer of its campus; GH_ROLLBACK:
 * somebody else was faster. */
enum gh_status GH_MUST_USE emergency_decide(const struct act_context *context, const struct session *session,
                                            const struct uuid *id, bool confirm, const char *remark);

/* The newest max of a state (""  for all), with the names that ids stand for: enum emergency_column. The caller ends
 * rows after any outcome. */
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
    EMERGENCY_COLUMN_PHOTO,    /* whether there is one */
    EMERGENCY_COLUMN_STATE,
    EMERGENCY_COLUMN_DECIDED_AT,
    EMERGENCY_COLUMN_DECIDED_BY, /* display name */
    EMERGENCY_COLUMN_DECISION,
    EMERGENCY_COLUMN_NUMBER,      /* at the booth */
    EMERGENCY_COLUMN_APPLICATION, /* id; NULL where it was refused at once */
    EMERGENCY_COLUMN_APPLICATION_NUMBER,
    EMERGENCY_COLUMN_APPLICATION_STATE,
    EMERGENCY_COLUMN_UNIT
};
enum gh_status GH_MUST_USE emergency_query(struct db *db, struct db_rows *rows, const char *state, int64_t max);

#endif
