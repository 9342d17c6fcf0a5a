#include "app/app.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/camera.h"
#include "app/lane.h"
#include "capture/frame_jpeg.h"
#include "capture/wedge.h"
#include "desk/commands.h"
#include "os/clock.h"
#include "screens/receipt_paper.h"
#include "screens/table.h"

enum { PICTURE_MS = 60, DIAGNOSTICS_MS = 1000, SLIP_SIDE = 1600 };

_Static_assert(WEDGE_TEXT_MAX <= DESK_CODE_MAX, "the desk looks at the whole of what a scanner gun read");

/* ---- State and effects ---- */

static void submit(struct app *app, const struct desk_command *command);

/* A file of the kernel's: written in place, not replaced. */
static void switch_torch(const struct app *app, bool on)
{
    FILE *file = fopen(app->setup.torch_file, "w");
    bool good = file && fputs(on ? "1" : "0", file) >= 0;
    if (file)
        good = fclose(file) == 0 && good;
    if (!good)
        OS_LOG(&app->log, OS_LOG_WARNING, "torch-not-switched", os_log_path("file", app->setup.torch_file));
}

/* The picture on screen is the one that is kept: what you see is what you get. */
static void keep_photo(struct app *app, bool keep)
{
    frame_unref(app->photo);
    app->photo = keep && app->picture ? frame_ref(app->picture) : NULL;
    if (!keep)
        return;
    struct model_event event = {.kind = EVENT_PHOTO, .photo = app->photo != NULL};
    app_update(app, &event);
}

static void print_receipt(struct app *app)
{
    struct paper *paper = calloc(1, sizeof *paper);
    enum gh_status status = paper && app->printer ? GH_OK : GH_NO_MEMORY;
    if (!status) {
        receipt_paper(app->ui, app->model, paper);
        status = printer_print(app->printer, paper);
    }
    free(paper);
    if (!status)
        return;
    struct model_event event = {.kind = EVENT_PRINTED, .printed = PRINTED_FAILED};
    app_update(app, &event);
}

static void carry_out(struct app *app, const struct model_effect *effect)
{
    switch (effect->kind) {
    case EFFECT_COMMAND:
        submit(app, &effect->command);
        break;
    case EFFECT_SOUND:
        sound_play(app->sound, effect->cue, app->model->language);
        break;
    case EFFECT_LANGUAGE:
        ui_set_language(app->ui, app->model->language);
        break;
    case EFFECT_TORCH:
        switch_torch(app, effect->on);
        break;
    case EFFECT_PRINT:
        print_receipt(app);
        break;
    case EFFECT_PHOTO:
        keep_photo(app, effect->on);
        break;
    case EFFECT_IME:
        ime_ask(app->ime, &effect->ime);
        break;
    case EFFECT_SYNC:
        if (sync_client_send(&app->sync, &effect->sync))
            OS_LOG(&app->log, OS_LOG_WARNING, "sync-daemon-not-there", os_log_path("socket", app->sync.path));
        break;
    }
}

void app_update(struct app *app, struct model_event *event)
{
    struct model_effects effects;
    event->mono_ms = os_mono_ms();
    model_update(app->model, event, &effects);
    for (size_t i = 0; i < effects.count; i++)
        carry_out(app, &effects.items[i]);
    sodium_memzero(&effects, sizeof effects);
}

/* As if the desk had said so. */
static void tell_failure(struct app *app, enum command_kind command, enum gh_status status)
{
    struct desk_event *failed = calloc(1, sizeof *failed);
    if (!failed)
        return;
    failed->kind = DESK_FAILED;
    failed->outcome.command = command;
    failed->outcome.status = status;
    struct model_event event = {.kind = EVENT_DESK, .desk = failed};
    app_update(app, &event);
    free(failed);
}

/* A full queue means that the desk hangs in the disk: the person gets told, and can try again. */
static void submit(struct app *app, const struct desk_command *command)
{
    struct desk_command whole = *command;
    enum gh_status status = GH_OK;
    if (command->kind == COMMAND_EMERGENCY && app->photo)
        status = frame_jpeg(app->photo, SLIP_SIDE, EMERGENCY_PHOTO_MAX, &whole.photo, &whole.photo_len);
    if (!status)
        status = desk_thread_submit(app->desk, &whole);
    if (status) {
        if (whole.photo)
            sodium_memzero(whole.photo, whole.photo_len);
        free(whole.photo);
        free(whole.views);
    }
    sodium_memzero(&whole, sizeof whole);
    if (status != GH_OK && !desk_is_quiet(command->kind))
        tell_failure(app, command->kind, GH_BUSY);
}

void app_act(struct app *app, const struct model_action *action)
{
    struct model_event event = {.kind = EVENT_ACTION, .action = *action};
    app_update(app, &event);
    sodium_memzero(&event, sizeof event);
}

/* Of a document or a letter, instead of typing; a visitor's application is not the place for a verdict. */
static void type_scanned(struct app *app, struct bytes text)
{
    struct model_action action = {.kind = ACTION_TYPE};
    if (text.len >= FORM_NUMBER_SIZE)
        return;
    memcpy(action.text, text.data, text.len);
    app_act(app, &action);
    sodium_memzero(&action, sizeof action);
}

void app_scanned(struct app *app, struct bytes text)
{
    if (app->model->page == PAGE_WALK_UP) {
        type_scanned(app, text);
        return;
    }
    enum gh_status status = desk_thread_scan(app->desk, text, 0);
    OS_LOG(&app->log, OS_LOG_INFO, "gun", os_log_unsigned("bytes", text.len));
    if (status == GH_OK)
        return;
    OS_LOG(&app->log, OS_LOG_WARNING, "scan-refused", os_log_status("status", status),
           os_log_unsigned("bytes", text.len));
    tell_failure(app, COMMAND_SCAN, status);
}

/* ---- What happened ---- */

/* Ids only: who it was stands in the journal. */
static void log_event(const struct app *app, const struct desk_event *event)
{
    if (event->kind == DESK_SHOWN)
        OS_LOG(&app->log, OS_LOG_INFO, "verdict", os_log_unsigned("scan", event->shown.scan),
               os_log_word("colour", verdict_colour_name(event->shown.verdict.colour)),
               os_log_word("reason", verdict_reason_name(event->shown.verdict.reason)),
               os_log_integer("state", event->shown.state), os_log_id("entry", &event->shown.entry));
    if (event->kind == DESK_FAILED)
        OS_LOG(&app->log, OS_LOG_WARNING, "command-failed", os_log_integer("command", event->outcome.command),
               os_log_status("status", event->outcome.status));
    if (event->kind == DESK_STATUS && event->status.journal != GH_OK)
        OS_LOG(&app->log, OS_LOG_ERROR, "journal-not-writable", os_log_status("status", event->status.journal));
    if (event->kind == DESK_STATUS && event->status.replica != REPLICA_STATE_OPEN)
        OS_LOG(&app->log, OS_LOG_WARNING, "replica-not-open", os_log_status("status", event->status.replica_fault));
}

/* What becomes of a car at the barrier. While the guard is asked about it, a nearer frame may still answer. */
static void follow_car(struct app *app, const struct desk_event *event)
{
    if (!app->lane)
        return;
    if (event->kind == DESK_NEAR && event->near.seen)
        app->car_asked = true;
    if (event->kind == DESK_SHOWN && event->shown.presented_as == PRESENTED_PLATE)
        app_lane_settled(app->lane);
}

static void take_events(struct app *app)
{
    for (struct desk_event *event = mailbox_take(app->mailbox); event; event = mailbox_take(app->mailbox)) {
        log_event(app, event);
        bool first_sight = event->kind == DESK_SHOWN && event->shown.scan != app->model->shown.scan;
        if (first_sight)
            app->traced = event->shown;
        if (event->kind == DESK_SHOWN)
            app_barrier_shown(app, &event->shown);
        if (event->kind == DESK_SHOWN)
            app_car_picture_shown(app, &event->shown);
        follow_car(app, event);
        struct model_event wrapped = {.kind = EVENT_DESK, .desk = event};
        app_update(app, &wrapped);
        mailbox_done(event);
    }
}

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
    struct model_event event = {.kind = EVENT_PRINTED};
    if (!app->printer || !printer_take(app->printer, &event.printed))
        return;
    if (event.printed != PRINTED_WELL)
        OS_LOG(&app->log, OS_LOG_WARNING, "not-printed", os_log_integer("why", event.printed),
               os_log_path("printer", app->setup.printer));
    app_update(app, &event);
}

static void take_diagnostics(struct app *app)
{
    struct model_diagnostics diagnostics = app->model->diagnostics;
    diagnostics.sound = sound_works(app->sound);
    struct source_status status = {0};
    if (app->camera) {
        app_camera_status(app->camera, &status);
        app_camera_diagnostics(app->camera, &diagnostics);
    } else if (app->lane) {
        app_lane_status(app->lane, &status);
    }
    camera_describe(&status, &diagnostics);
    struct model_event event = {.kind = EVENT_DIAGNOSTICS, .diagnostics = &diagnostics};
    app_update(app, &event);
}

static void take_time(struct app *app, int64_t now_ms)
{
    if (now_ms >= app->next_timer_ms) {
        struct model_event event = {.kind = EVENT_TIMER};
        app_update(app, &event);
        app->next_timer_ms = now_ms + model_next_timer_ms(app->model);
    }
    if (now_ms >= app->next_diagnostics_ms) {
        take_diagnostics(app);
        app->next_diagnostics_ms = now_ms + DIAGNOSTICS_MS;
    }
}

/* ---- Camera ---- */

static bool shows_picture(const struct app *app)
{
    const struct model *m = app->model;
    return m->page == PAGE_SCAN || m->page == PAGE_SELF_SCAN || (app->lane && model_shows_visit(m)) ||
           (m->page == PAGE_EMERGENCY && m->emergency.step == EMERGENCY_SLIP && !m->emergency.photo);
}

/* A card's or a letter's code instead of typing. */
static void use_camera(struct app *app)
{
    char text[APP_CAMERA_TEXT_MAX];
    bool field = model_takes_text(app->model);
    app_camera_use(app->camera, field ? CAMERA_TO_FIELD : model_takes_scans(app->model) ? CAMERA_TO_DESK : CAMERA_OFF);
    if (app_camera_take_text(app->camera, text) && field)
        type_scanned(app, bytes_of_string(text));
    sodium_memzero(text, sizeof text);
}

/* A car at the barrier waits until the guard is done with what is on screen; who has left the question about it does
 * not want to be asked again. */
static void take_car(struct app *app)
{
    struct desk_command command;
    if (!app->lane)
        return;
    if (app->car_asked && app->model->page != PAGE_LOOKUP) {
        app->car_asked = false;
        app_lane_settled(app->lane);
    }
    if (model_awaits_car(app->model) && app_lane_take(app->lane, &command))
        submit(app, &command);
}

/* Of a gate that has both, people's codes are what the screen is for; the lane's picture is shown where it is alone,
 * and beside a vehicle whose riders are ticked off. */
static bool shows_lane(const struct app *app)
{
    return app->lane && (!app->camera || model_shows_visit(app->model));
}

static void take_cameras(struct app *app)
{
    struct source_status status;
    struct model_event event = {.kind = EVENT_CAMERA, .lane_camera = CAMERA_NONE};
    if (app->lane) {
        app_lane_status(app->lane, &status);
        event.lane_camera = camera_watch(&app->lane_watch, "lane", &status, &app->log);
    }
    event.camera = event.lane_camera;
    if (app->camera) {
        app_camera_status(app->camera, &status);
        event.camera = camera_watch(&app->camera_watch, "codes", &status, &app->log);
    }
    app_update(app, &event);
    if (app->camera)
        use_camera(app);
    if (!app->lane)
        return;
    memset(&event, 0, sizeof event);
    event.kind = EVENT_CAR;
    app_lane_front(app->lane, &event.car);
    app_update(app, &event);
}

/* True when there is a new picture to draw. */
static bool take_picture(struct app *app, int64_t now_ms)
{
    if (!app->camera && !app->lane)
        return false;
    take_cameras(app);
    if (!shows_picture(app) || now_ms < app->next_picture_ms)
        return false;
    bool lane = shows_lane(app);
    uint64_t last = app->picture && app->picture_of_lane == lane ? app->picture->sequence : 0;
    struct frame *picture = lane ? app_lane_picture(app->lane, last) : app_camera_picture(app->camera, last);
    if (!picture)
        return false;
    frame_unref(app->picture);
    app->picture = picture;
    app->picture_of_lane = lane;
    app->next_picture_ms = now_ms + PICTURE_MS;
    return true;
}

/* ---- Drawing ---- */

static void show_toast(struct app *app)
{
    if (app->model->over.toast == app->drawn_toast)
        return;
    enum ui_dot state;
    char text[256];
    screen_toast_text(app->ui, app->model, text, sizeof text, &state);
    ui_toast(app->ui, state, text);
    app->drawn_toast = app->model->over.toast;
}

/* One line for the bench and the acceptance tests: ids and times, nothing personal. */
static void trace(struct app *app)
{
    struct shown *s = &app->traced;
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
    if (!app->options.trace || touched == app->traced_touch_ms)
        return;
    app->traced_touch_ms = touched;
    printf("touch touched_ms=%" PRId64 " presented_ns=%" PRId64 "\n", touched, os_mono_ns());
    (void)fflush(stdout);
}

static void draw(struct app *app, int64_t now_ms)
{
    struct model *model = app->model;
    const struct screen *screen = screen_of_page(model->page);
    struct model_action action = {.kind = ACTION_NOTHING};
    bool personal = model_is_personal(model);
    /* Another verdict, or another question, on the same page is another screen, too: a touch meant for the last one
     * must not decide it. */
    if (!app->drawn_once || app->drawn_page != model->page || app->drawn_scan != model->shown.scan ||
        app->drawn_step != model->walk_up.form.step || app->drawn_emergency != model->emergency.step)
        ui_changed_screen(app->ui);
    if (app->drawn_personal && !personal)
        ui_forget(app->ui);
    ui_set_theme(app->ui, model->theme);
    app->drawn_page = model->page;
    app->drawn_scan = model->shown.scan;
    app->drawn_step = model->walk_up.form.step;
    app->drawn_emergency = model->emergency.step;
    app->drawn_personal = personal;
    app->drawn_revision = model->revision;
    app->drawn_once = true;
    show_toast(app);
    ui_begin(app->ui, now_ms, screen->base ? screen->base(model) : THEME_PAPER);
    bool slip = model->page == PAGE_EMERGENCY && model->emergency.photo;
    bool fits = app->picture_of_lane == shows_lane(app);
    screen->draw(app->ui, model, slip ? app->photo : fits ? app->picture : NULL, &action);
    screen_draw_over(app->ui, model, &action);
    ui_end(app->ui);
    trace(app);
    trace_touch(app);
    if (action.kind != ACTION_NOTHING)
        app_act(app, &action);
    sodium_memzero(&action, sizeof action);
}

/* ---- The loop's body ---- */

static void step_script(struct app *app, int64_t now_ms)
{
    if (!app->script)
        return;
    enum script_state state = script_step(app->script, app->ui, app->model, now_ms);
    if (state == SCRIPT_RUNNING)
        return;
    if (state == SCRIPT_FAILED) {
        fprintf(stderr, "script: %s\n", script_failure(app->script));
        app->exit_code = APP_EXIT_SCRIPT;
        app->stopping = true;
    }
    if (app->options.exit_at_end)
        app->stopping = true;
    script_close(app->script);
    app->script = NULL;
}

static bool time_to_end(const struct app *app, int64_t now_ms)
{
    double limit = app->options.exit_after_seconds;
    if (limit > 0 && (double)(now_ms - app->started_ms) > limit * 1000)
        return true;
    return app->options.exit_at_end && !app->options.script_path && app->model->devices.camera == CAMERA_ENDED;
}

bool app_frame(struct app *app, int64_t now_ms)
{
    take_events(app);
    take_ime(app);
    take_printer(app);
    app_take_barrier(app);
    take_car(app);
    take_time(app, now_ms);
    app_take_sync(app, now_ms);
    bool picture = take_picture(app, now_ms);
    bool changed = app->drawn_revision != app->model->revision || !app->drawn_once;
    if (changed || picture || ui_due(app->ui, now_ms) == 0 || app->touched) {
        app->touched = false;
        draw(app, now_ms);
    }
    step_script(app, now_ms);
    return !app->stopping && !time_to_end(app, now_ms);
}

static int sooner(int a, int b)
{
    return b >= 0 && b < a ? b : a;
}

int app_due(const struct app *app, int64_t now_ms)
{
    int due = (int)(app->next_timer_ms > now_ms ? app->next_timer_ms - now_ms : 0);
    if (app->drawn_revision != app->model->revision || app->touched)
        return 0;
    due = sooner(due, ui_due(app->ui, now_ms));
    if (app->script)
        due = sooner(due, 15);
    if (app->camera || app->lane)
        due = sooner(due, shows_picture(app) ? 20 : 200);
    return due;
}
