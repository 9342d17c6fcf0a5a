/* Messages to applicants and deciders, put into the outbox in the language of each account (flow/staff_text.h). */
#ifndef GH_SERVER_ACT_TELL_H
#define GH_SERVER_ACT_TELL_H

#include "act/act.h"
#include "notify/outbox.h"

/* Says whether the office's SMS contract reaches a number. */
enum gh_status GH_MUST_USE tell_reach(const struct act_context *context, const char *mobile, bool *reached);
/* Sends a visitor's message to the applicant, who passes it on. Uses purpose, text, dedupe, pass and words. */
enum gh_status GH_MUST_USE tell_applicant_for_visitor(const struct act_context *context, const struct application *a,
                                                      const struct message_new *message);
/* Tells the unit's approvers (ROLE_UNIT_APPROVER) or the campus's officers (ROLE_SECURITY_OFFICER) that an
 * application awaits their decision. stage counts reminders; 0 is the first message. */
enum gh_status GH_MUST_USE tell_deciders(const struct act_context *context, const struct application *a,
                                         enum account_role role, int stage);
/* Messages put into the outbox. */
struct tell_sent {
    int64_t sms, email, wecom; /* those behind a WeCom message are not counted */
};
/* Does the same, and adds the messages to *sent. A stage tells messages about the same version apart. */
enum gh_status GH_MUST_USE tell_deciders_counted(const struct act_context *context, const struct application *a,
                                                 enum account_role role, int stage, struct tell_sent *sent);
/* Tells the colleague that an application was handed to. from: the name of who handed it over. */
enum gh_status GH_MUST_USE tell_colleague(const struct act_context *context, const struct application *a,
                                          const char *from);
/* Asks the campus's officers to confirm an emergency admission. */
enum gh_status GH_MUST_USE tell_emergency(const struct act_context *context, const struct application *a);
/* Tells the applicant and the campus's officers that a visitor has withdrawn the consent on personal data. */
enum gh_status GH_MUST_USE tell_consent_withdrawn(const struct act_context *context, const struct application *a,
                                                  const struct person *person);
/* Tells the applicant the new state of the application. reason: what the decider wrote, or "". */
enum gh_status GH_MUST_USE tell_applicant(const struct act_context *context, const struct application *a,
                                          const char *reason);

#endif
