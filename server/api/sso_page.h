/* Pages of single sign-on that the server writes itself, in Chinese and English at once: nobody is signed in, so that
 * no language is known. */
#ifndef GH_SERVER_API_SSO_PAGE_H
#define GH_SERVER_API_SSO_PAGE_H

#include "http/reply.h"
#include "identity/identity.h"
#include "records/sign_in_failure.h"

#define SSO_HINT_COLUMN "session.hint"

/* Counts a failed sign-in for the audit trail. name: of the account, or "". */
enum gh_status GH_MUST_USE sso_count_failure(const struct request *rq, const char *name, enum sign_in_failure reason);
/* Counts a fault of a provider's answer for the audit trail, and logs it with its reason. */
enum gh_status GH_MUST_USE sso_count_fault(const struct request *rq, const char *provider, enum identity_fault fault,
                                           const char *why);
/* Counts a fault, and replies with the page that says what happened and what to do. */
enum gh_status sso_page_fault(struct request *rq, struct reply *reply, const char *provider, enum identity_fault fault,
                              const char *why);

enum sso_code { SSO_CODE_ASKED = 0, SSO_CODE_WRONG, SSO_CODE_WAIT };
/* Replies with the form that asks for the account's second factor. state: of the sign-in that waits. */
enum gh_status sso_page_code(struct request *rq, struct reply *reply, const char *state, enum sso_code what);

enum sso_said { SSO_SAID_ASKED = 0, SSO_SAID_WRONG, SSO_SAID_WAIT };
/* Replies with the form that asks for the name and password at a provider. state: of the sign-in that waits. */
enum gh_status sso_page_password(struct request *rq, struct reply *reply, const struct identity_provider *provider,
                                 const char *state, enum sso_said what);

#endif
