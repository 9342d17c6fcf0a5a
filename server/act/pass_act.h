/* What the security office does to a single issued pass: block, unblock, revoke or reissue it. */
#ifndef GH_SERVER_ACT_PASS_ACT_H
#define GH_SERVER_ACT_PASS_ACT_H

#include "act/act.h"
#include "issue/pass.h"

enum pass_action { PASS_BLOCK, PASS_UNBLOCK, PASS_REVOKE, PASS_REISSUE, PASS_ACTION_COUNT };

#define PASS_REASON_SIZE 640 /* bytes with NUL: 200 Chinese characters fit */

/* Reads "block", "unblock", "revoke" or "reissue". GH_NOT_FOUND: any other word. */
enum gh_status GH_MUST_USE pass_action_from_name(const char *name, enum pass_action *out);

/* Performs one action in one transaction, with the message to the holder and the audit record. *after is the pass as
 * stored, or the new pass after PASS_REISSUE. reason is for the holder and the audit trail. GH_MALFORMED: reason is
 * empty for an action other than PASS_UNBLOCK. GH_NOT_FOUND: no such pass, or the session is neither officer of its
 * campus nor administrator. GH_CONFLICT: its state does not allow the action; a revoked pass can only be reissued,
 * once, while the application is approved. GH_DENIED: the pass has expired. */
enum gh_status GH_MUST_USE pass_act(const struct act_context *context, const struct session *session,
                                    const struct uuid *id, enum pass_action action, const char *reason,
                                    struct pass *after);

/* Adds the error of a word that names no action. */
void pass_action_unknown(struct field_errors *errors, const char *path);

#endif
