#include "barrier/barrier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "barrier/actuator.h"
#include "worker/worker.h"

#define PULSE_MIN_MS 50
#define PULSE_MAX_MS 10000
#define LINE_MAX_NUMBER 1023

struct barrier {
    struct worker worker; /* its job is entry */
    struct actuator actuator;
    void (*wake)(void *ctx);
    void *ctx;         /* borrowed */
    struct uuid entry; /* that is raised for, or was last */
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

static void begin(void *context)
{
    actuator_rest(&((struct barrier *)context)->actuator);
}

static int raise_once(void *context, const atomic_bool *stopping)
{
    const struct barrier *b = context;
    return (int)actuator_raise(&b->actuator, &b->entry, stopping);
}

static void done(void *context)
{
    const struct barrier *b = context;
    b->wake(b->ctx);
}

/* ---- Its owner's side ---- */

static enum gh_status start(struct barrier *b)
{
    static const struct worker_ops ops = {.begin = begin, .work = raise_once, .done = done};
    enum gh_status status = worker_init(&b->worker, &ops, b);
    if (status)
        return status;
    status = worker_start(&b->worker);
    if (status)
        worker_destroy(&b->worker);
    return status;
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
    worker_interrupt(&b->worker);
    worker_join(&b->worker);
    worker_destroy(&b->worker);
    free(b);
}

enum gh_status barrier_raise(struct barrier *b, const struct uuid *entry)
{
    /* The thread only reads b->entry, so it may be compared while a job is under way. */
    if (uuid_is_nil(entry) || uuid_equal(entry, &b->entry))
        return GH_CONFLICT;
    if (!worker_claim(&b->worker))
        return GH_BUSY;
    b->entry = *entry;
    worker_give(&b->worker);
    return GH_OK;
}

bool barrier_take(struct barrier *b, enum raised *out)
{
    int result;
    bool there = worker_take(&b->worker, &result);
    if (there)
        *out = (enum raised)result;
    return there;
}
