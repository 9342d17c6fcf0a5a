/* Actions on applications. Each runs in one transaction. Roles, guards and effects come from the flow table, and an
 * action that the table refuses changes nothing. */
#ifndef GH_SERVER_ACT_ACT_H
#define GH_SERVER_ACT_ACT_H

#include <jansson.h>

#include "act/limits.h"
#include "auth/session.h"
#include "issue/issuer.h"
#include "records/application_store.h"
#include "records/consent.h"
#include "records/places.h"

#define ACT_REMARK_MAX 400 /* bytes */

/* What every action needs. The caller keeps ownership of all members. */
struct act_context {
    struct db *db; /* a writing connection, outside a transaction */
    const struct vault *vault;
    struct issuer *issuer;  /* NULL: approvals fail with GH_UNKNOWN_KEY */
    const char *public_url; /* prefix of the links in messages */
    tick now;
    const char *address; /* of the client, for the history; "" for the system */
};

/* What a person wants to do. */
struct act_wish {
    enum flow_action action;
    int64_t version;                     /* the version that the person saw */
    const char *remark;                  /* "" for none */
    const json_t *changes;               /* members as for application_input(), or NULL */
    int64_t colleague;                   /* account that it is handed to, for FLOW_HAND_OVER */
    const struct consent_given *consent; /* for FLOW_SUBMIT and FLOW_RESUBMIT; NULL records none */
    const json_t *refuse; /* [{"id", "reason"}]: the entrants to refuse, all others enter; NULL keeps the refusals */
};

struct act_result {
    enum flow_answer answer;
    struct field_errors errors; /* set for FLOW_INCOMPLETE, FLOW_BARRED and GH_MALFORMED */
    enum act_limit limit;       /* set for GH_FULL */
};

/* Returns the roles that the session's grants and ownership give on an application. Sets *acting_for as act_roles()
 * does. */
unsigned act_granted_roles(const struct session *session, const struct application *a, int64_t *acting_for);
/* Finds the session's roles on an application: applicant, approver of its unit, officer of its campus. A party to
 * the application (act/party.h) has no deciding role. *acting_for is the account that delegated the approver's role,
 * or 0. */
enum gh_status GH_MUST_USE act_roles(struct db *db, const struct vault *vault, const struct session *session,
                                     const struct application *a, unsigned *roles, int64_t *acting_for);

/* Performs one action on an application. session NULL stands for the system. *after, unless NULL, is filled only
 * when result->answer is FLOW_ALLOWED; after FLOW_DISCARD it is the erased draft. The caller frees it. GH_NOT_FOUND:
 * the application does not exist or the session may not see it. GH_ROLLBACK: it has changed since wish->version.
 * GH_MALFORMED: the changes have a wrong shape, as result->errors says. GH_FULL: the applicant's account has too much,
 * as result->limit says, or the disk is full. */
enum gh_status GH_MUST_USE act_perform(const struct act_context *context, const struct session *session,
                                       const struct uuid *id, const struct act_wish *wish, struct act_result *result,
                                       struct application *after);

/* Creates a draft that belongs to the session's account. copied gives its initial content without periods, or is
 * NULL. The caller frees *out. GH_MALFORMED, GH_FULL: as act_perform(). */
enum gh_status GH_MUST_USE act_create(const struct act_context *context, const struct session *session,
                                      const json_t *input, const struct application *copied, struct act_result *result,
                                      struct application *out);

/* Returns whether the session may see an application. Its applicant always may. Approvers of its unit and
 * administrators may once it is submitted. Officers and reviewers of its campus may once the unit has passed it, and
 * at once for a walk-up. */
bool act_may_see(const struct session *session, const struct application *a);

/* Fills what application_check() needs for this application. *campus must outlive *out, which borrows its calendar.
 * out->campus_known is false when the application has no known campus. */
struct check_context;
enum gh_status GH_MUST_USE act_check_context(struct db *db, const struct application *a, tick now,
                                             struct campus *campus, struct check_context *out);

#endif
