#include "app/frame.h"

#include <stdio.h>

#include <sodium.h>

#include "app/barrier.h"
#include "app/cameras.h"
#include "app/draw.h"
#include "app/events.h"
#include "app/sync.h"
#include "app/trace.h"
#include "app/update.h"
#include "os/clock.h"
#include "os/memory.h"

enum {
    DIAGNOSTICS_MS = 1000,
    STARTED_MS = 10000 /* by then what a start needs beside is free: models, fonts, Chinese input */
};

static void take_ime(struct app *app)
{
    struct ime_state state;
    while (ime_take(app->ime, &state)) {
        struct model_event event = {.kind = EVENT_IME, .ime = &state};
        app_update(app, &event);
        sodium_memzero(&state, sizeof state);
    }
}

static void take_printer(struct app *app)
{
    static const char *const results[] = {[PRINTED_WELL] = "printed",
                                          [PRINTED_NO_PAPER] = "no-paper",
                                          [PRINTED_NOT_THERE] = "not-there",
                                          [PRINTED_FAILED] = "failed"};
    struct model_event event = {.kind = EVENT_PRINTED};
    if (!app->printer || !printer_take(app->printer, &event.printed))
        return;
    if (event.printed != PRINTED_WELL)
        OS_LOG(&app->log, OS_LOG_WARNING, "not-printed", os_log_word("why", results[event.printed]),
               os_log_path("printer", app->setup.printer));
    app_update(app, &event);
}

static void take_diagnostics(struct app *app)
{
    struct model_diagnostics diagnostics = app->model->diagnostics;
    diagnostics.sound = sound_works(app->sound);
    app_describe_cameras(app, &diagnostics);
    app_trace_camera(app, &diagnostics);
    struct model_event event = {.kind = EVENT_DIAGNOSTICS, .diagnostics = &diagnostics};
    app_update(app, &event);
}

static void take_time(struct app *app, int64_t now_ms)
{
    if (now_ms >= app->run.next_timer_ms) {
        struct model_event event = {.kind = EVENT_TIMER};
        app_update(app, &event);
        app->run.next_timer_ms = now_ms + model_next_timer_ms(app->model);
    }
    if (now_ms >= app->run.next_diagnostics_ms) {
        take_diagnostics(app);
        app->run.next_diagnostics_ms = now_ms + DIAGNOSTICS_MS;
    }
    if (!app->run.trimmed && now_ms >= app->run.started_ms + STARTED_MS) {
        os_memory_trim();
        app->run.trimmed = true;
    }
}

static void step_script(struct app *app, int64_t now_ms)
{
    /* A script does not look before what it typed has an answer. */
    if (!app->script || ime_busy(app->ime))
        return;
    enum script_state state = script_step(app->script, app->ui, app->model, now_ms);
    if (state == SCRIPT_RUNNING)
        return;
    if (state == SCRIPT_FAILED) {
        fprintf(stderr, "script: %s\n", script_failure(app->script));
        app->run.exit_code = APP_EXIT_SCRIPT;
        app->run.stopping = true;
    }
    if (app->options.exit_at_end)
        app->run.stopping = true;
    script_close(app->script);
    app->script = NULL;
}

static bool time_to_end(const struct app *app, int64_t now_ms)
{
    double limit = app->options.exit_after_seconds;
    if (limit > 0 && (double)(now_ms - app->run.started_ms) > limit * 1000)
        return true;
    return app->options.exit_at_end && !app->options.script_path && app->model->devices.camera == CAMERA_ENDED;
}

bool app_frame(struct app *app, int64_t now_ms)
{
    app_take_events(app);
    take_ime(app);
    take_printer(app);
    app_take_barrier(app);
    app_take_car(app);
    take_time(app, now_ms);
    app_take_sync(app, now_ms);
    bool picture = app_take_picture(app, now_ms);
    bool changed = app->drawn.revision != app->model->revision || !app->drawn.once;
    if (changed || picture || ui_due(app->ui, now_ms) == 0 || app->run.touched) {
        app->run.touched = false;
        app_draw(app, now_ms);
    }
    /* Drawing may have taken long on a busy machine. The script spaces its keys by the time at which it presses them:
     * two that are close together count as a scanner gun. */
    step_script(app, os_mono_ms());
    return !app->run.stopping && !time_to_end(app, now_ms);
}

static int sooner(int a, int b)
{
    return b >= 0 && b < a ? b : a;
}

int app_due(const struct app *app, int64_t now_ms)
{
    int due = (int)(app->run.next_timer_ms > now_ms ? app->run.next_timer_ms - now_ms : 0);
    if (app->drawn.revision != app->model->revision || app->run.touched)
        return 0;
    due = sooner(due, ui_due(app->ui, now_ms));
    if (app->script)
        due = sooner(due, 15);
    if (app->cameras.codes || app->cameras.lane)
        due = sooner(due, app_shows_picture(app) ? 30 : 200);
    return due;
}
