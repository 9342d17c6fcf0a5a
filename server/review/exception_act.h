/* What reviewers do with an exception. Each act is one transaction with its step of the history and an audit record. */
#ifndef GH_SERVER_REVIEW_EXCEPTION_ACT_H
#define GH_SERVER_REVIEW_EXCEPTION_ACT_H

#include "db/scope.h"
#include "records/audit.h"
#include "vault/vault.h"

#define EXCEPTION_REMARK_MAX 400 /* bytes */

enum exception_action {
    EXCEPTION_ASSIGN = 0, /* to wish.assignee; 0: to nobody */
    EXCEPTION_REMARK,
    EXCEPTION_CLOSE, /* with wish.reason */
    EXCEPTION_REOPEN,
    EXCEPTION_ACTIONS
};
/* Returns the name in requests: "assign"; NULL outside the enum. */
const char *exception_action_name(int action);

struct exception_wish {
    enum exception_action action;
    int64_t assignee;
    const char *reason; /* a name of enum exception_reason, for EXCEPTION_CLOSE */
    const char *remark; /* "" for none */
};

/* Acts on an exception within scope. GH_NOT_FOUND: there is none, or the assignee can't be given it. GH_ROLLBACK:
 * somebody else closed or reopened it first. */
enum gh_status GH_MUST_USE exception_act(const struct audit_act *act, const struct vault *vault,
                                         const struct scope *scope, const struct uuid *id,
                                         const struct exception_wish *wish);

#endif
