/* Exceptions for reviewers: a page of the list, one with its history, and how many are open. */
#ifndef GH_SERVER_REVIEW_EXCEPTION_QUERY_H
#define GH_SERVER_REVIEW_EXCEPTION_QUERY_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/scope.h"

#define EXCEPTION_NOBODY (-1) /* a filter's assignee: nobody */

/* Its words are literals or names of enums, so that an export may keep it after the request. */
struct exception_filter {
    const char *kind;  /* "": all */
    const char *state; /* "open", "closed"; "": all */
    int64_t campus;    /* 0: all */
    int64_t gate;      /* -1: all */
    int64_t assignee;  /* account, EXCEPTION_NOBODY; 0: all */
    tick from, to;     /* last seen in [from, to) */
    tick before;       /* the last row of the page before, or the end of time */
    struct uuid before_id;
    int64_t limit;
};

/* Columns of a row, in order. */
enum exception_column {
    EXCEPTION_COLUMN_ID,
    EXCEPTION_COLUMN_KIND,
    EXCEPTION_COLUMN_CAMPUS,
    EXCEPTION_COLUMN_GATE,
    EXCEPTION_COLUMN_GATE_NAME,
    EXCEPTION_COLUMN_GATE_NAME_EN,
    EXCEPTION_COLUMN_DEVICE,
    EXCEPTION_COLUMN_DEVICE_NAME,
    EXCEPTION_COLUMN_ENTRY, /* NULL: none, or the server does not have it */
    EXCEPTION_COLUMN_ENTRY_AT,
    EXCEPTION_COLUMN_ENTRY_OVERRIDE, /* enum override_reason */
    EXCEPTION_COLUMN_OTHER,
    EXCEPTION_COLUMN_OTHER_AT,
    EXCEPTION_COLUMN_OTHER_GATE_NAME,
    EXCEPTION_COLUMN_OTHER_GATE_NAME_EN,
    EXCEPTION_COLUMN_PASS, /* NULL: the server does not know it */
    EXCEPTION_COLUMN_PASS_NUMBER,
    EXCEPTION_COLUMN_APPLICATION,
    EXCEPTION_COLUMN_APPLICATION_NUMBER,
    EXCEPTION_COLUMN_FIRST_AT,
    EXCEPTION_COLUMN_LAST_AT,
    EXCEPTION_COLUMN_COUNT,
    EXCEPTION_COLUMN_STATE,
    EXCEPTION_COLUMN_ASSIGNEE,
    EXCEPTION_COLUMN_ASSIGNEE_NAME,
    EXCEPTION_COLUMN_CLOSED_AT,
    EXCEPTION_COLUMN_CLOSED_BY, /* display name; NULL: the system */
    EXCEPTION_COLUMN_REASON
};
/* Selects a page within scope, the last seen first. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE exception_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                           const struct exception_filter *filter);
/* Selects one within scope, with the same columns. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE exception_load(struct db *db, struct db_rows *rows, const struct scope *scope,
                                          const struct uuid *id);

/* Columns of exception_steps(). */
enum exception_step_column {
    EXCEPTION_STEP_ID,
    EXCEPTION_STEP_AT,
    EXCEPTION_STEP_BY, /* display name; NULL: the system */
    EXCEPTION_STEP_ACTION,
    EXCEPTION_STEP_ASSIGNEE, /* display name */
    EXCEPTION_STEP_REASON,
    EXCEPTION_STEP_REMARK /* sealed as "exception.remark" */
};
/* Selects the history of an exception that the caller may see, oldest first. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE exception_steps(struct db *db, struct db_rows *rows, const struct uuid *id);

/* Selects id and display name of the accounts that can be given an exception of a campus. The caller ends rows after
 * any outcome. */
enum gh_status GH_MUST_USE exception_assignees(struct db *db, struct db_rows *rows, int64_t campus);

struct exception_counts {
    int64_t open, own; /* own: open and assigned to the account */
};
enum gh_status GH_MUST_USE exception_count(struct db *db, const struct scope *scope, int64_t account,
                                           struct exception_counts *out);

#endif
