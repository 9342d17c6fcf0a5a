/* The thread that sends the messages of the outbox. */
#include "notify/worker.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/cond.h"

#define DB_WAIT_MS 5000

/* What a provider answered, until the database has noted it. */
struct unsettled {
    bool has;
    struct outgoing message;
    enum channel_outcome outcome;
    struct channel_result result;
};

struct worker {
    struct worker_options options;
    struct unsettled unsettled; /* thread only */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop, woken; /* protected by lock */
};

static const struct channel *find_channel(const struct worker_options *options, const char *kind)
{
    for (size_t i = 0; i < options->channel_count; i++)
        if (strcmp(options->channels[i].kind, kind) == 0)
            return &options->channels[i].channel;
    return NULL;
}

static enum channel_outcome deliver(const struct worker_options *options, const struct outgoing *m,
                                    struct channel_result *result)
{
    char id[UUID_TEXT_SIZE];
    const struct channel *channel = find_channel(options, m->channel);
    *result = (struct channel_result){0};
    if (!channel) {
        (void)snprintf(result->error, sizeof result->error, "no provider is configured");
        return CHANNEL_TRY_LATER;
    }
    uuid_format(&m->id, id);
    const struct channel_message message = {.id = id,
                                            .purpose = m->purpose,
                                            .recipient = m->recipient,
                                            .text = m->text,
                                            .words = &m->words,
                                            .campus = m->campus};
    return channel->send(channel->context, &message, result);
}

static void log_outcome(const struct worker_options *options, const struct outgoing *m, enum channel_outcome outcome,
                        const struct channel_result *result)
{
    static const char *const words[] = {"try-later", "accepted", "refused", "answer-lost"};
    OS_LOG(&options->log, outcome == CHANNEL_ACCEPTED ? OS_LOG_INFO : OS_LOG_WARNING, "message-sent",
           os_log_id("message", &m->id), os_log_word("channel", m->channel), os_log_word("outcome", words[outcome]),
           os_log_integer("try", m->tries), os_log_system_message("error", result->error));
}

static enum gh_status claim(const struct worker_options *o, struct outgoing *out)
{
    struct db *db;
    enum gh_status status = db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = outbox_claim(db, o->vault, o->only ? o->only : "", os_clock_read(&o->clock).wall, out);
    db_pool_give(o->pool, db);
    return status;
}

/* Notes the provider's answer. It is kept after a failure: dropping it would send the message twice. */
static enum gh_status settle(const struct worker_options *o, struct unsettled *u)
{
    struct db *db;
    enum gh_status status = db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = outbox_settle(db, &u->message, u->outcome, &u->result, os_clock_read(&o->clock).wall);
    db_pool_give(o->pool, db);
    if (!status)
        sodium_memzero(u, sizeof *u);
    return status;
}

/* Sends one due message. No connection is held meanwhile, since sending may take long. GH_NOT_FOUND: nothing is due. */
static enum gh_status step(const struct worker_options *o, struct unsettled *u)
{
    enum gh_status status = u->has ? settle(o, u) : GH_OK;
    if (!status)
        status = claim(o, &u->message);
    if (status)
        return status;
    u->outcome = deliver(o, &u->message, &u->result);
    u->has = true;
    log_outcome(o, &u->message, u->outcome, &u->result);
    return settle(o, u);
}

/* Waits for a wake-up, the poll interval or the stop. Returns false when stopping. */
static bool wait_for_work(struct worker *w)
{
    const int64_t until_ns = os_mono_ns() + w->options.poll_ms * OS_MILLISECOND_NS;
    bool in_time = true;
    pthread_mutex_lock(&w->lock);
    while (!w->stop && !w->woken && in_time)
        in_time = os_cond_wait_until(&w->wake, &w->lock, until_ns);
    w->woken = false;
    bool go_on = !w->stop;
    pthread_mutex_unlock(&w->lock);
    return go_on;
}

static bool stopping(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
    bool stop = w->stop;
    pthread_mutex_unlock(&w->lock);
    return stop;
}

static void *run(void *context)
{
    struct worker *w = context;
    do {
        enum gh_status status = GH_OK;
        while (!status && !stopping(w))
            status = step(&w->options, &w->unsettled);
        if (status && status != GH_NOT_FOUND)
            OS_LOG(&w->options.log, OS_LOG_ERROR, "outbox-failed", os_log_status("status", status));
    } while (wait_for_work(w));
    if (w->unsettled.has && settle(&w->options, &w->unsettled))
        OS_LOG(&w->options.log, OS_LOG_ERROR, "message-unsettled", os_log_id("message", &w->unsettled.message.id));
    sodium_memzero(&w->unsettled, sizeof w->unsettled);
    return NULL;
}

enum gh_status worker_start(const struct worker_options *options, struct worker **out)
{
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return GH_NO_MEMORY;
    w->options = *options;
    if (pthread_mutex_init(&w->lock, NULL) != 0)
        goto no_lock;
    if (os_cond_init(&w->wake))
        goto no_wake;
    if (pthread_create(&w->thread, NULL, run, w) != 0)
        goto no_thread;
    *out = w;
    return GH_OK;
no_thread:
    pthread_cond_destroy(&w->wake);
no_wake:
    pthread_mutex_destroy(&w->lock);
no_lock:
    free(w);
    return GH_NO_MEMORY;
}

void worker_wake(struct worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    worker->woken = true;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
}

void worker_stop(struct worker *worker)
{
    if (!worker)
        return;
    pthread_mutex_lock(&worker->lock);
    worker->stop = true;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
    (void)pthread_join(worker->thread, NULL);
    pthread_cond_destroy(&worker->wake);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
}
