/* The thread that sends the messages of the outbox. Several processes may each run one. */
#ifndef GH_SERVER_NOTIFY_WORKER_H
#define GH_SERVER_NOTIFY_WORKER_H

#include "notify/outbox.h"
#include "os/clock.h"
#include "os/log.h"

#define WORKER_CHANNELS_MAX 4

struct worker_channel {
    const char *kind; /* "sms", "email": the channel that messages name */
    struct channel channel;
};

struct worker_options {
    struct db_pool *pool; /* all pointers are borrowed */
    const struct vault *vault;
    struct os_clock clock;
    struct os_log log;
    struct worker_channel channels[WORKER_CHANNELS_MAX];
    size_t channel_count;
    const char *only; /* as outbox_claim(); NULL: messages of channels that are not here wait with an error */
    int poll_ms;      /* interval for checking the outbox without a wake-up */
};

struct worker;

/* Starts the thread. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE worker_start(const struct worker_options *options, struct worker **out);
/* Makes the worker check the outbox now. Call from any thread. */
void worker_wake(struct worker *worker);
/* Stops the thread after the current message. Takes NULL. */
void worker_stop(struct worker *worker);

#endif
