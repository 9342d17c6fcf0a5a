/* WeCom as two channels of the outbox: messages to members, and to the guards' group. */
#ifndef GH_SERVER_WECOM_CHANNEL_H
#define GH_SERVER_WECOM_CHANNEL_H

#include "notify/channel.h"
#include "wecom/client.h"

#define WECOM_ROBOT_PER_MINUTE 20 /* document 91770: more are dropped */

/* Return the channels. Borrow `client`. The settings are read for each message, so that a change counts at once. While
 * WeCom is not set up messages wait. */
struct channel channel_wecom(struct wecom_client *client);
struct channel channel_wecom_group(struct wecom_client *client);

/* Says what became of a call, for the outbox: "60020 address 203.0.113.7". */
enum channel_outcome wecom_judge(const struct wecom_answer *answer, struct channel_result *result);

#endif
