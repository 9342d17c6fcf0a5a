/* An officer takes a mail over: its visitors become an application that waits for the security office's decision, with
 * what the officer completed. The unit does not decide on it: the office answers for a mail that it files. */
#ifndef GH_SERVER_ACT_MAIL_TAKE_H
#define GH_SERVER_ACT_MAIL_TAKE_H

#include "act/act.h"
#include "db/scope.h"

/* Name of the account that all senders of mails share. */
#define MAIL_ACCOUNT "by-mail"

/* Files an open mail. input: members as for application_input(); without "persons" the visitors of the mail's list.
 * given: the consent that is recorded. *out, unless the status or result->answer refuses, is the submitted application;
 * the caller frees it. GH_NOT_FOUND: no open mail within scope. GH_DENIED: the session is not an officer of the campus.
 * GH_MALFORMED: the input, as result->errors says. */
enum gh_status GH_MUST_USE mail_take(const struct act_context *context, const struct session *session,
                                     const struct scope *scope, const struct uuid *id, const json_t *input,
                                     const struct consent_given *given, struct act_result *result,
                                     struct application *out);

#endif
