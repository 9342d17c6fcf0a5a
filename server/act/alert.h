/* Alerts about new exceptions to the guards' group in WeCom. */
#ifndef GH_SERVER_ACT_ALERT_H
#define GH_SERVER_ACT_ALERT_H

#include "act/act.h"

/* Puts messages about the exceptions that were raised since the last call into the outbox: campus, gate, kind and
 * number, no names. The group of each campus with a robot of its own hears of that campus, the group of the settings of
 * all others. Without a robot nothing is put, and they count as told. Call in one process at a time. */
enum gh_status GH_MUST_USE alert_send(const struct act_context *context);

#endif
