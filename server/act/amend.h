/* Carries out an approved amendment, and ends one whose application has ended. */
#ifndef GH_SERVER_ACT_AMEND_H
#define GH_SERVER_ACT_AMEND_H

#include "act/act.h"
#include "flow/calendar.h"

/* What an action needs to know of the application that an amendment changes. */
struct amended {
    struct application approved; /* owned; release with application_free() */
    bool known;                  /* false: the application amends nothing */
};
/* Loads what *a amends. */
enum gh_status GH_MUST_USE amended_load(struct db *db, const struct vault *vault, const struct application *a,
                                        struct amended *out);

/* Finds when the application must be submitted: 0 for a walk-up, for an amendment by which nobody newly enters, and
 * without a period. */
enum gh_status GH_MUST_USE amended_submit_by(const struct application *a, const struct amended *amended,
                                             const struct calendar *calendar, tick now, tick *submit_by);

/* Finds the open amendment of an application: a draft, or one that is being decided. GH_NOT_FOUND: none. */
struct amendment_standing {
    struct uuid id;
    char number[APPLICATION_NUMBER_SIZE];
    enum flow_state state;
};
enum gh_status GH_MUST_USE amendment_find(struct db *db, const struct uuid *application,
                                          struct amendment_standing *out);

/* Puts an approved amendment into its application: content, history, passes and messages. Call inside the transaction
 * of its approval. GH_UNKNOWN_KEY: context has no issuer. GH_ROLLBACK: the application has just changed. */
enum gh_status GH_MUST_USE amend_take_over(const struct act_context *context, const struct application *amendment,
                                           const struct campus *campus, const char *remark);
/* Discards the draft of an amendment, or withdraws one that is being decided, when its application is cancelled or
 * over. Call inside the transaction of that. */
enum gh_status GH_MUST_USE amend_end(const struct act_context *context, const struct uuid *application);

#endif
