/* What the office does to a single pass after it was issued: block it and lift that, revoke it for good, or replace its
 * code. */
#ifndef GH_SERVER_ACT_PASS_ACT_H
#define GH_SERVER_ACT_PASS_ACT_H

#include "act/act.h"
#include "issue/pass.h"

enum pass_action { PASS_BLOCK, PASS_UNBLOCK, PASS_REVOKE, PASS_REISSUE, PASS_ACTION_COUNT };

#define PASS_REASON_SIZE 640 /* bytes with NUL: 200 Chinese characters fit */

/* "block"; GH_NOT_FOUND for any other word. */
enum gh_status GH_MUST_USE pass_action_from_name(const char *name, enum pass_action *out);

/* In one transaction with its message to the holder and its line in the audit trail. *after is the pass as it is now,
 * after PASS_REISSUE the new one. reason: why, for holder and audit; needed for all but PASS_UNBLOCK (GH_MALFORMED).
 * GH_NOT_FOUND: no such pass, or the session is no officer of its campus nor an administrator. GH_CONFLICT: its state
 * does not allow it (revoked is for good, but another code may be issued for it, once, while the visit stands).
 * GH_DENIED: it has expired. */
enum gh_status GH_MUST_USE pass_act(const struct act_context *context, const struct session *session,
                                    const struct uuid *id, enum pass_action action, const char *reason,
                                    struct pass *after);

#endif
