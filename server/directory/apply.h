/* Does what a plan says, in the caller's transaction. */
#ifndef GH_SERVER_DIRECTORY_APPLY_H
#define GH_SERVER_DIRECTORY_APPLY_H

#include "directory/plan.h"
#include "records/audit.h"

/* Applies all steps. Each change of a unit or account is audited. Accounts that close lose their sessions, and heads
 * that leave are noted for act/pass_on.h. GH_CONFLICT: a unit or account is not as the plan has it. */
enum gh_status GH_MUST_USE directory_apply(const struct audit_act *act, const struct vault *vault,
                                           const struct directory_plan *plan);

#endif
