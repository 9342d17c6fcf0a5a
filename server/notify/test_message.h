/* A message that an administrator sends to see whether SMS and mail work. It goes past the outbox, so that the answer
 * of the provider is known at once. */
#ifndef GH_SERVER_NOTIFY_TEST_MESSAGE_H
#define GH_SERVER_NOTIFY_TEST_MESSAGE_H

#include "notify/channel.h"

/* The channels that the server was started with. A channel without a name is not set up. */
struct test_channels {
    struct channel sms, email;
};

/* A test message over "sms" or "email". Borrowed. */
struct test_message {
    const char *channel, *recipient, *text;
    const char *subject; /* of an e-mail; "": the usual one */
};

/* Sends a message and waits for the answer, at most as long as the provider's timeout. A provider with approved
 * templates sends its own text. Returns CHANNEL_REFUSED with an error where the channel is not set up. */
enum channel_outcome test_message_send(const struct test_channels *channels, const struct test_message *test,
                                       struct channel_result *result);
/* Does so with a text that says that it is a test, with a link like those of passes. */
enum channel_outcome test_message_send_usual(const struct test_channels *channels, const char *channel,
                                             const char *recipient, const char *public_url,
                                             struct channel_result *result);

#endif
