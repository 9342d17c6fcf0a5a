/* Acting on an application: one transaction from what a person asked for to what stands in the database. Roles, guards
 * and effects come from the flow's table; what it refuses changes nothing. */
#ifndef GH_SERVER_ACT_ACT_H
#define GH_SERVER_ACT_ACT_H

#include <jansson.h>

#include "auth/session.h"
#include "issue/issuer.h"
#include "records/application_store.h"
#include "records/places.h"

#define ACT_REMARK_MAX 400 /* bytes */

/* What every action works with; all borrowed. */
struct act_context {
    struct db *db; /* writing, outside a transaction */
    const struct vault *vault;
    struct issuer *issuer;  /* NULL: nothing can be approved (GH_UNKNOWN_KEY) */
    const char *public_url; /* links in messages begin with it */
    tick now;
    const char *address; /* of the client, for the history; "" for the system */
};

struct act_wish {
    enum flow_action action;
    int64_t version;       /* that the person saw */
    const char *remark;    /* "" for none */
    const json_t *changes; /* members of application_input(), or NULL */
    const json_t *refuse;  /* [{"id", "reason"}]: entrants not to be let in; NULL leaves refusals as they are */
};

struct act_result {
    enum flow_answer answer;
    struct field_errors errors; /* with FLOW_INCOMPLETE, FLOW_BARRED, and for changes of a wrong shape */
};

/* Returns the roles that a session's grants give on an application, also on its own. *acting_for: as below. */
unsigned act_granted_roles(const struct session *session, const struct application *a, int64_t *acting_for);
/* Finds the roles of a session on an application: owner, approver of its unit, officer of its campus. A party to it
 * (act/party.h) has no role that decides. *acting_for: the account whose delegation gives the approver's role, or 0. */
enum gh_status GH_MUST_USE act_roles(struct db *db, const struct vault *vault, const struct session *session,
                                     const struct application *a, unsigned *roles, int64_t *acting_for);

/* session NULL: the system. *after is filled only for FLOW_ALLOWED (free it), and for FLOW_DISCARD holds nothing.
 * GH_NOT_FOUND: no such application, or not this session's to see; GH_ROLLBACK: changed since the version that was
 * seen; GH_MALFORMED: changes of a wrong shape, told in result->errors. */
enum gh_status GH_MUST_USE act_perform(const struct act_context *context, const struct session *session,
                                       const struct uuid *id, const struct act_wish *wish, struct act_result *result,
                                       struct application *after);

/* A new draft of this session's. GH_MALFORMED with result->errors as above. copied: an application of their own whose
 * content it begins with, without its periods; NULL for none. */
enum gh_status GH_MUST_USE act_create(const struct act_context *context, const struct session *session,
                                      const json_t *input, const struct application *copied, struct act_result *result,
                                      struct application *out);

/* Returns who may see an application: owner, approvers of its unit once it was submitted, officers and reviewers of its
 * campus once the unit has passed it, or at once when somebody waits at the gate; administrators. */
bool act_may_see(const struct session *session, const struct application *a);

/* What application_check needs, for this application's campus. campus keeps the calendar's days; *known false: no
 * campus is chosen yet. */
struct check_context;
enum gh_status GH_MUST_USE act_check_context(struct db *db, const struct application *a, tick now,
                                             struct campus *campus, struct check_context *out);

#endif
