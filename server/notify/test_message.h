/* A message that an administrator sends to see whether SMS and mail work. It goes past the outbox, so that the answer
 * of the provider is known at once. */
#ifndef GH_SERVER_NOTIFY_TEST_MESSAGE_H
#define GH_SERVER_NOTIFY_TEST_MESSAGE_H

#include "notify/channel.h"

/* The channels that the server was started with. A channel without a name is not set up. */
struct test_channels {
    struct channel sms, email;
};

/* Sends a test message over "sms" or "email" and waits for the answer, at most as long as the provider's timeout.
 * Returns CHANNEL_REFUSED with an error where the channel is not set up. */
enum channel_outcome test_message_send(const struct test_channels *channels, const char *kind, const char *recipient,
                                       const char *public_url, struct channel_result *result);

#endif
