/* What administrators do with a remark. Each act is one transaction with its step of the history and an audit record.
 */
#ifndef GH_SERVER_ACT_FEEDBACK_ACT_H
#define GH_SERVER_ACT_FEEDBACK_ACT_H

#include "act/act.h"
#include "db/scope.h"

enum feedback_action { FEEDBACK_ANSWER = 0, FEEDBACK_CLOSE, FEEDBACK_REOPEN, FEEDBACK_ACTIONS };
/* Returns the name in requests: "answer"; NULL outside the enum. */
const char *feedback_action_name(int action);

struct feedback_wish {
    enum feedback_action action;
    const char *text; /* of an answer, as feedback_text_fits() */
};

/* Acts on a remark within scope, for the account `by`. An answer also goes as an e-mail, which says no more than that
 * there is one, to the account that wrote the remark. GH_NOT_FOUND: no such remark. GH_ROLLBACK: it is closed, or
 * reopened, already. */
enum gh_status GH_MUST_USE feedback_act(const struct act_context *context, int64_t by, const struct scope *scope,
                                        const struct uuid *id, const struct feedback_wish *wish);

#endif
