/* The desk's thread and its queue. */
#include "decider.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "decider_desk.h"

struct item {
    bool is_code;
    struct decider_command command; /* unless is_code */
    size_t code_len;
    uint8_t code[DECIDER_CODE_MAX];
    int64_t captured_ns;
};

struct decider {
    struct decider_options options;
    pthread_t thread;
    bool started; /* by the owner's thread alone */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t wake;
    bool stopping;
    size_t first, count;
    struct item queue[DECIDER_QUEUE_MAX];

    /* The decider's thread alone: */
    struct desk desk;
    struct item current;
};

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    if (clock_gettime(id, &now) != 0)
        abort(); /* these clocks exist on every system that we run on */
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* ---- Life ---- */

enum gh_status decider_new(const struct decider_options *options, struct decider **out)
{
    struct decider *decider = calloc(1, sizeof *decider);
    if (!decider)
        return GH_NO_MEMORY;
    pthread_condattr_t monotonic;
    if (pthread_condattr_init(&monotonic) != 0)
        goto fail;
    int failed = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    failed = failed || pthread_cond_init(&decider->wake, &monotonic) != 0;
    pthread_condattr_destroy(&monotonic);
    if (failed)
        goto fail;
    if (pthread_mutex_init(&decider->lock, NULL) != 0) {
        pthread_cond_destroy(&decider->wake);
        goto fail;
    }
    decider->options = *options;
    *out = decider;
    return GH_OK;
fail:
    free(decider);
    return GH_NO_MEMORY;
}

/* What a command owns. */
static void drop_owned(struct item *item)
{
    if (item->is_code)
        return;
    if (item->command.photo)
        sodium_memzero(item->command.photo, item->command.photo_len);
    free(item->command.photo);
    item->command.photo = NULL;
    free(item->command.views);
    item->command.views = NULL;
}

void decider_free(struct decider *decider)
{
    if (!decider)
        return;
    for (; decider->count > 0; decider->count--) {
        drop_owned(&decider->queue[decider->first]);
        decider->first = (decider->first + 1) % DECIDER_QUEUE_MAX;
    }
    pthread_mutex_destroy(&decider->lock);
    pthread_cond_destroy(&decider->wake);
    sodium_memzero(decider, sizeof *decider);
    free(decider);
}

/* ---- The thread ---- */

/* True with the next item in decider->current; false when it is time to tend. */
static bool next_item(struct decider *decider, bool *stopping)
{
    struct timespec until;
    int64_t end = read_clock(CLOCK_MONOTONIC) + (int64_t)DESK_TEND_MS * 1000000;
    until.tv_sec = end / 1000000000;
    until.tv_nsec = end % 1000000000;
    bool got = false;
    pthread_mutex_lock(&decider->lock);
    while (!decider->count && !decider->stopping)
        if (pthread_cond_timedwait(&decider->wake, &decider->lock, &until) == ETIMEDOUT)
            break;
    *stopping = decider->stopping;
    if (decider->count && !decider->stopping) {
        struct item *item = &decider->queue[decider->first];
        decider->current = *item;
        sodium_memzero(item, sizeof *item);
        decider->first = (decider->first + 1) % DECIDER_QUEUE_MAX;
        decider->count--;
        got = true;
    }
    pthread_mutex_unlock(&decider->lock);
    return got;
}

static void *run(void *argument)
{
    struct decider *decider = argument;
    struct desk *desk = &decider->desk;
    bool stopping = false;
    if (desk_init(desk, &decider->options) != GH_OK)
        return NULL;
    sodium_memzero(&decider->options, sizeof decider->options);
    while (!stopping) {
        desk_tend(desk);
        struct item *item = &decider->current;
        if (!next_item(decider, &stopping))
            continue;
        if (item->is_code)
            desk_scan(desk, BYTES(item->code, item->code_len), item->captured_ns);
        else
            desk_command(desk, &item->command);
        drop_owned(item);
        sodium_memzero(item, sizeof *item);
    }
    desk_destroy(desk);
    return NULL;
}

enum gh_status decider_start(struct decider *decider)
{
    if (pthread_create(&decider->thread, NULL, run, decider) != 0)
        return GH_NO_MEMORY;
    decider->started = true;
    return GH_OK;
}

void decider_interrupt(struct decider *decider)
{
    pthread_mutex_lock(&decider->lock);
    decider->stopping = true;
    pthread_cond_signal(&decider->wake);
    pthread_mutex_unlock(&decider->lock);
}

void decider_join(struct decider *decider)
{
    if (decider->started)
        pthread_join(decider->thread, NULL);
    decider->started = false;
}

/* ---- The queue ---- */

/* With the lock held: the place of a new item, or NULL. */
static struct item *new_item(struct decider *decider)
{
    if (decider->count == DECIDER_QUEUE_MAX)
        return NULL;
    return &decider->queue[(decider->first + decider->count++) % DECIDER_QUEUE_MAX];
}

enum gh_status decider_submit(struct decider *decider, const struct decider_command *command)
{
    pthread_mutex_lock(&decider->lock);
    struct item *item = new_item(decider);
    if (item) {
        item->is_code = false;
        item->command = *command;
        pthread_cond_signal(&decider->wake);
    }
    pthread_mutex_unlock(&decider->lock);
    return item ? GH_OK : GH_FULL;
}

enum gh_status decider_scan(struct decider *decider, struct bytes text, int64_t captured_ns)
{
    if (text.len > DECIDER_CODE_MAX)
        return GH_TOO_LONG;
    pthread_mutex_lock(&decider->lock);
    struct item *item = new_item(decider);
    if (item) {
        item->is_code = true;
        item->code_len = text.len;
        memcpy(item->code, text.data, text.len);
        item->captured_ns = captured_ns;
        pthread_cond_signal(&decider->wake);
    }
    pthread_mutex_unlock(&decider->lock);
    return item ? GH_OK : GH_FULL;
}
