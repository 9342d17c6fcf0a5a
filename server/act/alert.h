/* Alerts about new exceptions to the guards' group in WeCom. */
#ifndef GH_SERVER_ACT_ALERT_H
#define GH_SERVER_ACT_ALERT_H

#include "act/act.h"

/* Puts one message about the exceptions that were raised since the last call into the outbox: campus, gate, kind and
 * number, no names. Without a group robot nothing is put, and they count as told. Call in one process at a time. */
enum gh_status GH_MUST_USE alert_send(const struct act_context *context);

#endif
