/* The thread that sends what the outbox holds. Several processes may each run one. */
#ifndef GH_SERVER_NOTIFY_WORKER_H
#define GH_SERVER_NOTIFY_WORKER_H

#include "notify/outbox.h"
#include "os/clock.h"
#include "os/log.h"

#define WORKER_CHANNELS_MAX 4

struct worker_channel {
    const char *kind; /* "sms", "email": what messages name */
    struct channel channel;
};

struct worker_options {
    struct db_pool *pool; /* borrowed, as all below */
    const struct vault *vault;
    struct os_clock clock;
    struct os_log log;
    struct worker_channel channels[WORKER_CHANNELS_MAX];
    size_t channel_count;
    int poll_ms; /* how often the outbox is looked at when nothing wakes it */
};

struct worker;

enum gh_status GH_MUST_USE worker_start(const struct worker_options *options, struct worker **out);
/* There is something new: look now. From any thread. */
void worker_wake(struct worker *worker);
/* Ends after the message that is being sent. Takes NULL. */
void worker_stop(struct worker *worker);
/* Sends one message that is due; GH_NOT_FOUND when none is. What the thread does over and over; for tests. */
enum gh_status GH_MUST_USE worker_step(const struct worker_options *options);

#endif
