/* Delegations: a deputy decides for an approver who is away. auth/session.c defines the deputy's rights. */
#ifndef GH_SERVER_RECORDS_DELEGATION_H
#define GH_SERVER_RECORDS_DELEGATION_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"

#define DELEGATION_DAYS_MAX 366

/* Adds a delegation from act->by and audits it. input: {"deputy": account, "from", "to"}. GH_MALFORMED: `errors` says
 * what is wrong. */
enum gh_status GH_MUST_USE delegation_add(const struct audit_act *act, const json_t *input, struct field_errors *errors,
                                          struct uuid *id);
/* Ends a delegation of act->by at once and audits it. GH_NOT_FOUND: not an open delegation of this account. */
enum gh_status GH_MUST_USE delegation_end(const struct audit_act *act, const struct uuid *id);

/* Selects open delegations from or to an account: id, account, its display name, deputy, its display name, from, to.
 * `id` selects one; NULL selects all. The caller must end `rows` after any outcome. */
enum gh_status GH_MUST_USE delegation_query(struct db *db, struct db_rows *rows, int64_t account, tick now,
                                            const struct uuid *id);
/* Selects the accounts that may stand in for an approver: other approvers, and colleagues of the same unit. Columns:
 * id, display name. The caller must end `rows` after any outcome. */
enum gh_status GH_MUST_USE delegation_deputies(struct db *db, struct db_rows *rows, int64_t account);

#endif
