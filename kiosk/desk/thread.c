/* The desk's thread and its queue. */
#include "desk/thread.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "desk/commands.h"
#include "os/cond.h"
#include "token/token.h"

/* What commands leave on the stack: PINs and what they open, in frames of libraries, too. */
#define STACK_WIPED ((size_t)64 * 1024)

_Static_assert(DESK_CODE_MAX > TOKEN_TEXT_MAX, "a code that is cut must not be a pass");

struct item {
    struct desk_command command; /* its code stands below */
    size_t code_len;
    uint8_t code[DESK_CODE_MAX];
};

struct desk_thread {
    struct desk_options options;
    pthread_t thread;
    bool started; /* by the owner's thread alone */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t wake;
    bool stopping;
    size_t first, count;
    struct item queue[DESK_QUEUE_MAX];
    struct keyset keys; /* the desk's, for other threads */

    /* The desk's thread alone: */
    struct desk desk;
    struct item current;
};

/* ---- Life ---- */

enum gh_status desk_thread_new(const struct desk_options *options, struct desk_thread **out)
{
    struct desk_thread *thread = calloc(1, sizeof *thread);
    if (!thread)
        return GH_NO_MEMORY;
    if (os_cond_init(&thread->wake))
        goto fail;
    if (pthread_mutex_init(&thread->lock, NULL) != 0) {
        pthread_cond_destroy(&thread->wake);
        goto fail;
    }
    thread->options = *options;
    *out = thread;
    return GH_OK;
fail:
    free(thread);
    return GH_NO_MEMORY;
}

/* Frees what a command owns. */
static void drop_owned(struct item *item)
{
    if (item->command.photo)
        sodium_memzero(item->command.photo, item->command.photo_len);
    free(item->command.photo);
    item->command.photo = NULL;
    free(item->command.views);
    item->command.views = NULL;
}

void desk_thread_free(struct desk_thread *thread)
{
    if (!thread)
        return;
    for (; thread->count > 0; thread->count--) {
        drop_owned(&thread->queue[thread->first]);
        thread->first = (thread->first + 1) % DESK_QUEUE_MAX;
    }
    pthread_mutex_destroy(&thread->lock);
    pthread_cond_destroy(&thread->wake);
    sodium_memzero(thread, sizeof *thread);
    free(thread);
}

/* ---- The thread ---- */

/* True with the next item in thread->current; false when it is time to tend. */
static bool next_item(struct desk_thread *thread, bool *stopping)
{
    const int64_t until_ns = os_mono_ns() + DESK_TEND_MS * OS_MILLISECOND_NS;
    bool got = false;
    pthread_mutex_lock(&thread->lock);
    thread->keys = thread->desk.synced.keys;
    while (!thread->count && !thread->stopping)
        if (!os_cond_wait_until(&thread->wake, &thread->lock, until_ns))
            break;
    *stopping = thread->stopping;
    if (thread->count && !thread->stopping) {
        struct item *item = &thread->queue[thread->first];
        thread->current = *item;
        sodium_memzero(item, sizeof *item);
        thread->first = (thread->first + 1) % DESK_QUEUE_MAX;
        thread->count--;
        got = true;
    }
    pthread_mutex_unlock(&thread->lock);
    return got;
}

static void *run(void *argument)
{
    struct desk_thread *thread = argument;
    struct desk *desk = &thread->desk;
    bool stopping = false;
    if (desk_init(desk, &thread->options))
        return NULL;
    sodium_memzero(&thread->options, sizeof thread->options);
    while (!stopping) {
        desk_tend(desk);
        struct item *item = &thread->current;
        if (!next_item(thread, &stopping))
            continue;
        item->command.code = BYTES(item->code, item->code_len);
        desk_execute(desk, &item->command);
        drop_owned(item);
        sodium_memzero(item, sizeof *item);
        sodium_stackzero(STACK_WIPED);
    }
    desk_destroy(desk);
    return NULL;
}

enum gh_status desk_thread_start(struct desk_thread *thread)
{
    if (pthread_create(&thread->thread, NULL, run, thread) != 0)
        return GH_NO_MEMORY;
    thread->started = true;
    return GH_OK;
}

bool desk_thread_vouches(struct desk_thread *thread, struct bytes text)
{
    struct claims claims;
    pthread_mutex_lock(&thread->lock);
    struct keyset keys = thread->keys;
    pthread_mutex_unlock(&thread->lock);
    bool vouches = token_verify(text, &keys, &claims) == TOKEN_VERIFIED;
    sodium_memzero(&claims, sizeof claims);
    return vouches;
}

void desk_thread_interrupt(struct desk_thread *thread)
{
    pthread_mutex_lock(&thread->lock);
    thread->stopping = true;
    pthread_cond_signal(&thread->wake);
    pthread_mutex_unlock(&thread->lock);
}

void desk_thread_join(struct desk_thread *thread)
{
    if (thread->started)
        pthread_join(thread->thread, NULL);
    thread->started = false;
}

/* ---- The queue ---- */

/* Returns the place of a new item, or NULL. The caller holds the lock. */
static struct item *new_item(struct desk_thread *thread)
{
    if (thread->count == DESK_QUEUE_MAX)
        return NULL;
    return &thread->queue[(thread->first + thread->count++) % DESK_QUEUE_MAX];
}

enum gh_status desk_thread_submit(struct desk_thread *thread, const struct desk_command *command)
{
    struct bytes code = command->code;
    pthread_mutex_lock(&thread->lock);
    struct item *item = new_item(thread);
    if (item) {
        item->command = *command;
        item->code_len = code.len < DESK_CODE_MAX ? code.len : DESK_CODE_MAX;
        if (item->code_len)
            memcpy(item->code, code.data, item->code_len);
        pthread_cond_signal(&thread->wake);
    }
    pthread_mutex_unlock(&thread->lock);
    return item ? GH_OK : GH_FULL;
}

enum gh_status desk_thread_scan(struct desk_thread *thread, struct bytes text, int64_t captured_ns)
{
    const struct desk_command command = {.kind = COMMAND_SCAN, .code = text, .captured_ns = captured_ns};
    return desk_thread_submit(thread, &command);
}
