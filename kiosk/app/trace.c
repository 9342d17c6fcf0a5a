#include "app/trace.h"

#include <inttypes.h>
#include <stdio.h>

#include "os/clock.h"

void app_trace_later(struct app *app, const struct shown *shown)
{
    struct app_trace *t = &app->trace;
    t->scan = shown->scan;
    t->colour = shown->verdict.colour;
    t->reason = shown->verdict.reason;
    t->entry = shown->entry;
    t->captured_ns = shown->captured_ns;
    t->decided_ns = shown->decided_ns;
}

static void trace_verdict(struct app *app)
{
    struct app_trace *t = &app->trace;
    if (!t->scan)
        return;
    int64_t presented = os_mono_ns();
    if (t->captured_ns)
        app->model->diagnostics.last_scan_to_screen_us = (uint64_t)(presented - t->captured_ns) / 1000;
    if (app->options.trace) {
        char entry[UUID_TEXT_SIZE];
        uuid_format(&t->entry, entry);
        printf("verdict scan=%" PRIu32 " colour=%s reason=%s entry=%s captured_ns=%" PRId64 " decided_ns=%" PRId64
               " presented_ns=%" PRId64 "\n",
               t->scan, verdict_colour_name(t->colour), verdict_reason_name(t->reason), entry, t->captured_ns,
               t->decided_ns, presented);
        (void)fflush(stdout);
    }
    t->scan = 0;
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

void app_trace_camera(const struct app *app, const struct model_diagnostics *now)
{
    if (!app->options.trace)
        return;
    printf("camera at_ns=%" PRId64 " frames=%" PRIu64 " seen=%" PRIu64 "\n", os_mono_ns(), now->camera_frames,
           now->frames_read);
    (void)fflush(stdout);
}

static void trace_first(struct app *app)
{
    if (!app->options.trace || app->trace.first)
        return;
    app->trace.first = true;
    printf("first presented_ns=%" PRId64 "\n", os_mono_ns());
    (void)fflush(stdout);
}

void app_trace(struct app *app)
{
    trace_first(app);
    trace_verdict(app);
    trace_touch(app);
}
