/* Remarks about the system: a page of the list, one with its answers, and those of one writer. */
#ifndef GH_SERVER_REVIEW_FEEDBACK_QUERY_H
#define GH_SERVER_REVIEW_FEEDBACK_QUERY_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/scope.h"
#include "vault/vault.h"

#define FEEDBACK_OWN_MAX 50 /* rows of somebody's own remarks */

struct feedback_filter {
    const char *state; /* a name of enum feedback_state; "": all */
    int64_t campus;    /* -1: all; 0: those of all campuses */
    tick before;       /* the last row of the page before, or the end of time */
    struct uuid before_id;
    int64_t limit;
};

/* Columns of a row, in order. */
enum feedback_column {
    FEEDBACK_COLUMN_ID,
    FEEDBACK_COLUMN_AT,
    FEEDBACK_COLUMN_LAST_AT,
    FEEDBACK_COLUMN_ORIGIN,
    FEEDBACK_COLUMN_PAGE,
    FEEDBACK_COLUMN_CAMPUS,
    FEEDBACK_COLUMN_FROM,   /* display name of the account; NULL: none */
    FEEDBACK_COLUMN_NUMBER, /* of the application whose pass page it comes from; NULL: none */
    FEEDBACK_COLUMN_AGENT,
    FEEDBACK_COLUMN_TEXT,    /* sealed as "feedback.text" */
    FEEDBACK_COLUMN_PICTURE, /* 1: there is one */
    FEEDBACK_COLUMN_STATE
};
/* Selects a page within scope, the last touched first. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE feedback_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                          const struct feedback_filter *filter);
/* Selects one within scope, with the same columns. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE feedback_load(struct db *db, struct db_rows *rows, const struct scope *scope,
                                         const struct uuid *id);
/* Selects an account's own remarks with the same columns, the newest first, at most FEEDBACK_OWN_MAX. The caller ends
 * rows after any outcome. */
enum gh_status GH_MUST_USE feedback_of_account(struct db *db, struct db_rows *rows, int64_t account);
/* Selects those of a pass's holder. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE feedback_of_holder(struct db *db, struct db_rows *rows, const struct uuid *application,
                                              const struct uuid *holder);

/* Columns of feedback_steps(). */
enum feedback_step_column {
    FEEDBACK_STEP_ID,
    FEEDBACK_STEP_AT,
    FEEDBACK_STEP_BY, /* display name */
    FEEDBACK_STEP_ACTION,
    FEEDBACK_STEP_TEXT /* sealed as "feedback.answer" */
};
/* Selects what happened to a remark that the caller may see, oldest first. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE feedback_steps(struct db *db, struct db_rows *rows, const struct uuid *id);

/* Counts the open remarks within scope. */
enum gh_status GH_MUST_USE feedback_count(struct db *db, const struct scope *scope, int64_t *open);
/* Opens the picture of a remark within scope. The caller wipes and frees *out (seal_wipe). GH_NOT_FOUND: no such
 * remark, or no picture. */
enum gh_status GH_MUST_USE feedback_picture(struct db *db, const struct vault *vault, const struct scope *scope,
                                            const struct uuid *id, uint8_t **out, size_t *out_len);

#endif
