/* Tells hosts that their visitors have arrived. */
#ifndef GH_SERVER_ACT_ARRIVAL_H
#define GH_SERVER_ACT_ARRIVAL_H

#include "act/act.h"
#include "wire/entry.h"

/* Sends one message about the first admission of a pass: to the host's account, else to the host's number, else to the
 * applicant. Accounts get it by mail when they have an address, else by SMS, and not at all when they chose so. A
 * vehicle and its riders are one arrival. Nothing is sent once the pass is over, as after a day without network. Call
 * inside the transaction that stores the entry: a repeated entry sends nothing. */
enum gh_status GH_MUST_USE arrival_tell(const struct act_context *context, const struct entry *entry);

#endif
