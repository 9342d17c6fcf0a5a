#include "app/trace.h"

#include <inttypes.h>
#include <stdio.h>

#include <sodium.h>

#include "os/clock.h"

void app_trace_later(struct app *app, const struct shown *shown)
{
    app->trace.verdict = *shown;
}

static void trace_verdict(struct app *app)
{
    struct shown *s = &app->trace.verdict;
    if (!s->scan)
        return;
    int64_t presented = os_mono_ns();
    if (s->captured_ns)
        app->model->diagnostics.last_scan_to_screen_us = (uint64_t)(presented - s->captured_ns) / 1000;
    if (app->options.trace) {
        char entry[UUID_TEXT_SIZE];
        uuid_format(&s->entry, entry);
        printf("verdict scan=%" PRIu32 " colour=%s reason=%s entry=%s captured_ns=%" PRId64 " decided_ns=%" PRId64
               " presented_ns=%" PRId64 "\n",
               s->scan, verdict_colour_name(s->verdict.colour), verdict_reason_name(s->verdict.reason), entry,
               s->captured_ns, s->decided_ns, presented);
        (void)fflush(stdout);
    }
    sodium_memzero(s, sizeof *s);
}

/* From the finger to the picture that answers it. */
static void trace_touch(struct app *app)
{
    int64_t touched = ui_last_touch(app->ui);
    if (!app->options.trace || touched == app->trace.touch_ms)
        return;
    app->trace.touch_ms = touched;
    printf("touch touched_ms=%" PRId64 " presented_ns=%" PRId64 "\n", touched, os_mono_ns());
    (void)fflush(stdout);
}

void app_trace(struct app *app)
{
    trace_verdict(app);
    trace_touch(app);
}
