#include "barrier/barrier.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "barrier/actuator.h"

#define PULSE_MIN_MS 50
#define PULSE_MAX_MS 10000
#define LINE_MAX_NUMBER 1023

struct barrier {
    struct actuator actuator;
    void (*wake)(void *ctx);
    void *ctx; /* borrowed */
    pthread_t thread;
    atomic_bool stopping;

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t asked;
    bool waiting, busy, done; /* an entry to raise for; one under way; a result to take */
    struct uuid entry, last;
    enum raised result;
};

/* ---- Configuration ---- */

/* CHIP:LINE */
static bool parse_line(const char *text, struct gpio_line *out)
{
    const char *colon = strrchr(text, ':');
    char *end = NULL;
    size_t len = colon ? (size_t)(colon - text) : 0;
    if (len == 0 || len >= sizeof out->chip || colon[1] < '0' || colon[1] > '9')
        return false;
    unsigned long line = strtoul(colon + 1, &end, 10);
    if (*end || line > LINE_MAX_NUMBER)
        return false;
    memcpy(out->chip, text, len);
    out->chip[len] = '\0';
    out->line = (unsigned)line;
    return true;
}

static const char *behind(const char *text, const char *word)
{
    size_t len = strlen(word);
    return strncmp(text, word, len) == 0 ? text + len : NULL;
}

static bool parse_target(const char *target, struct actuator *out)
{
    const char *rest;
    if ((rest = behind(target, "gpio:"))) {
        out->kind = ACTUATOR_GPIO;
        return parse_line(rest, &out->output);
    }
    if ((rest = behind(target, "command:")))
        out->kind = ACTUATOR_COMMAND;
    else if ((rest = behind(target, "record:")))
        out->kind = ACTUATOR_RECORD;
    return rest && rest[0] == '/' && snprintf(out->path, sizeof out->path, "%s", rest) < (int)sizeof out->path;
}

static enum gh_status parse(const struct barrier_options *options, struct actuator *out,
                            char why[static BARRIER_WHY_MAX])
{
    if (!parse_target(options->target, out)) {
        snprintf(why, BARRIER_WHY_MAX, "expected gpio:CHIP:LINE, command:/PROGRAM or record:/FILE");
        return GH_MALFORMED;
    }
    if (options->interlock[0] && !parse_line(options->interlock, &out->interlock)) {
        snprintf(why, BARRIER_WHY_MAX, "interlock: expected CHIP:LINE, such as gpiochip0:27");
        return GH_MALFORMED;
    }
    out->pulse_ms = options->pulse_ms;
    if (out->pulse_ms < PULSE_MIN_MS || out->pulse_ms > PULSE_MAX_MS) {
        snprintf(why, BARRIER_WHY_MAX, "a pulse lasts %d to %d ms", PULSE_MIN_MS, PULSE_MAX_MS);
        return GH_MALFORMED;
    }
    if ((out->kind == ACTUATOR_GPIO || out->interlock.chip[0]) && !gpio_is_built_in()) {
        snprintf(why, BARRIER_WHY_MAX, "built without libgpiod: use command: with a program that sets the line");
        return GH_UNSUPPORTED;
    }
    return GH_OK;
}

/* ---- The thread ---- */

static bool next_entry(struct barrier *b, struct uuid *entry)
{
    pthread_mutex_lock(&b->lock);
    while (!b->waiting && !atomic_load(&b->stopping))
        pthread_cond_wait(&b->asked, &b->lock);
    bool there = b->waiting && !atomic_load(&b->stopping);
    *entry = b->entry;
    b->waiting = false;
    pthread_mutex_unlock(&b->lock);
    return there;
}

static void *run(void *argument)
{
    struct barrier *b = argument;
    struct uuid entry;
    actuator_rest(&b->actuator);
    while (next_entry(b, &entry)) {
        enum raised result = actuator_raise(&b->actuator, &entry, &b->stopping);
        pthread_mutex_lock(&b->lock);
        b->result = result;
        b->done = true;
        b->busy = false;
        pthread_mutex_unlock(&b->lock);
        b->wake(b->ctx);
    }
    return NULL;
}

/* ---- Its owner's side ---- */

static enum gh_status start(struct barrier *b)
{
    if (pthread_mutex_init(&b->lock, NULL) != 0)
        return GH_NO_MEMORY;
    if (pthread_cond_init(&b->asked, NULL) == 0) {
        if (pthread_create(&b->thread, NULL, run, b) == 0)
            return GH_OK;
        pthread_cond_destroy(&b->asked);
    }
    pthread_mutex_destroy(&b->lock);
    return GH_NO_MEMORY;
}

enum gh_status barrier_open(const struct barrier_options *options, struct barrier **out,
                            char why[static BARRIER_WHY_MAX])
{
    struct barrier *b = calloc(1, sizeof *b);
    if (!b)
        return GH_NO_MEMORY;
    b->wake = options->wake;
    b->ctx = options->ctx;
    enum gh_status status = parse(options, &b->actuator, why);
    if (!status)
        status = start(b);
    if (status) {
        free(b);
        return status;
    }
    *out = b;
    return GH_OK;
}

void barrier_close(struct barrier *b)
{
    if (!b)
        return;
    pthread_mutex_lock(&b->lock);
    atomic_store(&b->stopping, true);
    pthread_cond_signal(&b->asked);
    pthread_mutex_unlock(&b->lock);
    pthread_join(b->thread, NULL);
    pthread_cond_destroy(&b->asked);
    pthread_mutex_destroy(&b->lock);
    free(b);
}

enum gh_status barrier_raise(struct barrier *b, const struct uuid *entry)
{
    enum gh_status status = GH_OK;
    pthread_mutex_lock(&b->lock);
    if (uuid_is_nil(entry) || uuid_equal(entry, &b->last)) {
        status = GH_CONFLICT;
    } else if (b->busy) {
        status = GH_BUSY;
    } else {
        b->entry = b->last = *entry;
        b->waiting = b->busy = true;
        pthread_cond_signal(&b->asked);
    }
    pthread_mutex_unlock(&b->lock);
    return status;
}

bool barrier_take(struct barrier *b, enum raised *out)
{
    pthread_mutex_lock(&b->lock);
    bool done = b->done;
    *out = b->result;
    b->done = false;
    pthread_mutex_unlock(&b->lock);
    return done;
}
