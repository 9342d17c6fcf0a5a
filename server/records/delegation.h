/* Who decides for an approver who is away. What a deputy may do by it stands in auth/session.c. */
#ifndef GH_SERVER_RECORDS_DELEGATION_H
#define GH_SERVER_RECORDS_DELEGATION_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"

#define DELEGATION_DAYS_MAX 366

/* input: {"deputy": account, "from", "to"}; from act->by. GH_MALFORMED with errors; audited. */
enum gh_status GH_MUST_USE delegation_add(const struct audit_act *act, const json_t *input, struct field_errors *errors,
                                          struct uuid *id);
/* One's own that has not ended, from now on. GH_NOT_FOUND; audited. */
enum gh_status GH_MUST_USE delegation_end(const struct audit_act *act, const struct uuid *id);

/* Given by an account or to it, not over: id, account, its display name, deputy, its display name, from, to. id: only
 * that one; NULL for all. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE delegation_query(struct db *db, struct db_rows *rows, int64_t account, tick now,
                                            const struct uuid *id);
/* Who may stand in for an approver: other approvers, and colleagues of the same unit: id, display name. */
enum gh_status GH_MUST_USE delegation_deputies(struct db *db, struct db_rows *rows, int64_t account);

#endif
