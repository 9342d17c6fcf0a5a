/* The parts of the kiosk: opened in the order in which they need each other, closed in the opposite order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/camera.h"
#include "app/lane.h"
#include "app/open.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/installed.h"

static int fail(const char *what, const char *why, int exit_code)
{
    fprintf(stderr, "gatehouse-kiosk: %s: %s\n", what, why);
    return exit_code;
}

/* ---- Parts ---- */

/* Without a catalogue the kiosk works, in English, and logs that. */
static void open_catalogue(struct app *app)
{
    char path[SETUP_PATH_MAX + 16];
    size_t len = 0;
    snprintf(path, sizeof path, "%s/zh_CN.mo", app->setup.locale_dir);
    app->catalogue.bytes = malloc(CATALOG_FILE_MAX);
    if (!app->catalogue.bytes)
        return;
    enum gh_status status = os_file_read(path, app->catalogue.bytes, CATALOG_FILE_MAX, &len);
    if (!status)
        status = catalog_open(BYTES(app->catalogue.bytes, len), &app->catalogue.chinese);
    if (status)
        OS_LOG(&app->log, OS_LOG_ERROR, "catalogue-not-read", os_log_path("path", path),
               os_log_status("status", status));
}

static int open_ui(struct app *app)
{
    const struct app_options *o = &app->options;
    struct ui_options options = {.width = o->width,
                                 .height = o->height,
                                 .mount = app->setup.mount,
                                 .windowed = o->windowed,
                                 .software = o->headless,
                                 .font_dir = app->setup.font_dir[0] ? app->setup.font_dir : NULL,
                                 .chinese = &app->catalogue.chinese};
    if (o->headless && !options.width) {
        options.width = 1280;
        options.height = 800;
    }
    const char *why = "";
    app->ui = ui_open(&options, &why);
    if (!app->ui)
        return fail("no display", why, APP_EXIT_START);
    if (ui_fonts_found(app->ui) != UI_FONTS_GOOD)
        OS_LOG(&app->log, OS_LOG_ERROR, "font-missing", os_log_integer("found", ui_fonts_found(app->ui)));
    ui_set_language(app->ui, app->setup.settings.language);
    ui_inspect(app->ui, o->script_path != NULL);
    return 0;
}

static int open_model(struct app *app)
{
    app->model = calloc(1, sizeof *app->model);
    if (!app->model)
        return fail("memory", "not enough", APP_EXIT_START);
    model_init(app->model, &app->setup.settings, os_mono_ms());
    app->model->devices.lane = !app->setup.pipeline[0] && app->setup.lane_pipeline[0];
    app->model->devices.barrier = app->setup.barrier[0] != 0;
    app->model->devices.camera = app->setup.pipeline[0] || app->model->devices.lane ? CAMERA_STARTING : CAMERA_NONE;
    struct model_diagnostics *d = &app->model->diagnostics;
    snprintf(d->version, sizeof d->version, "%s", GATEHOUSE_VERSION);
    snprintf(d->config_path, sizeof d->config_path, "%.*s", MODEL_PATH_MAX - 1, app->setup.config_path);
    snprintf(d->device, sizeof d->device, "%s", app->setup.desk.device);
    return 0;
}

static void deliver(void *ctx, const struct desk_event *event)
{
    mailbox_put(ctx, event);
}

static int open_sound(struct app *app)
{
    app->sound = sound_open(app->setup.sound_dir[0] ? app->setup.sound_dir : NULL);
    if (!app->sound)
        return fail("memory", "not enough", APP_EXIT_START);
    sound_set_volume(app->sound, (int)app->setup.volume);
    return 0;
}

static void ask(void *ctx, const struct uuid *pass, struct sync_claim *out)
{
    struct app *app = ctx;
    const int64_t began_ns = os_mono_ns();
    claimer_ask(&app->sync.claimer, pass, out);
    OS_LOG(&app->log, OS_LOG_INFO, "pass-asked", os_log_word("outcome", sync_claim_name(out->outcome)),
           os_log_integer("us", (os_mono_ns() - began_ns) / 1000));
}

static void release(void *ctx, const struct uuid *pass)
{
    struct app *app = ctx;
    claimer_release(&app->sync.claimer, pass);
}

static int open_desk(struct app *app)
{
    app->mailbox = mailbox_new(app->host.wake, app->host.ctx);
    if (!app->mailbox)
        return fail("memory", "not enough", APP_EXIT_START);
    struct desk_options *options = &app->setup.desk;
    options->lane = app->setup.lane_pipeline[0] || app->setup.barrier[0];
    options->clock = os_clock_system(app->setup.battery);
    claimer_init(&app->sync.claimer, app->setup.sync_socket);
    options->ask = ask;
    options->release = release;
    options->ask_ctx = app;
    options->deliver = deliver;
    options->deliver_ctx = app->mailbox;
    enum gh_status status = desk_thread_new(options, &app->desk);
    if (!status)
        status = desk_thread_start(app->desk);
    sodium_memzero(options->campus_key, sizeof options->campus_key);
    sodium_memzero(options->hardware, sizeof options->hardware);
    return status == GH_OK ? 0 : fail("desk", gh_status_name(status), APP_EXIT_START);
}

#define RIME_DATA "/usr/share/rime-data" /* where Debian's rime-data puts them */

/* Without it guards and visitors type letters only. */
static int open_ime(struct app *app)
{
    char rare[SETUP_PATH_MAX], built[SETUP_PATH_MAX];
    const struct ime_options options = {.shared_folder = RIME_DATA,
                                        .rare_folder = os_find_installed("ime", rare, sizeof rare) ? rare : NULL,
                                        .built_folder =
                                            os_find_installed("ime-built", built, sizeof built) ? built : NULL,
                                        .wake = app->host.wake,
                                        .ctx = app->host.ctx};
    enum gh_status status = ime_open(&options, &app->ime);
    if (status)
        OS_LOG(&app->log, OS_LOG_WARNING, "chinese-input-off", os_log_status("status", status));
    return 0;
}

static int open_printer(struct app *app)
{
    if (!app->setup.printer[0])
        return 0;
    enum gh_status status = printer_open(app->setup.printer, app->host.wake, app->host.ctx, &app->printer);
    return status == GH_OK ? 0 : fail("printer", gh_status_name(status), APP_EXIT_START);
}

static int open_camera(struct app *app)
{
    char why[160] = "";
    if (!app->setup.pipeline[0])
        return 0;
    enum gh_status status = app_camera_open(app->setup.pipeline, app->desk, &app->cameras.codes, why);
    if (status == GH_MALFORMED)
        return fail("camera pipeline", why, APP_EXIT_USAGE);
    return status == GH_OK ? 0 : fail("camera", gh_status_name(status), APP_EXIT_START);
}

static int open_lane(struct app *app)
{
    char why[160] = "";
    const struct app_setup *s = &app->setup;
    if (!s->lane_pipeline[0])
        return 0;
    const struct app_lane_options options = {.pipeline = s->lane_pipeline,
                                             .region = s->lane_region,
                                             .models = s->lane_models,
                                             .rate = s->lane_rate,
                                             .wake = app->host.wake,
                                             .ctx = app->host.ctx};
    enum gh_status status = app_lane_open(&options, &app->cameras.lane, why);
    if (status == GH_MALFORMED)
        return fail("vehicle camera", why, APP_EXIT_USAGE);
    if (status)
        return fail("vehicle camera", gh_status_name(status), APP_EXIT_START);
    if (app_lane_off(app->cameras.lane)[0])
        OS_LOG(&app->log, OS_LOG_ERROR, "plate-reading-off", os_log_word("why", app_lane_off(app->cameras.lane)));
    app->model->diagnostics.lane = true;
    snprintf(app->model->diagnostics.plates_off, sizeof app->model->diagnostics.plates_off, "%s",
             app_lane_off(app->cameras.lane));
    return 0;
}

static int open_barrier(struct app *app)
{
    char why[BARRIER_WHY_MAX] = "";
    const struct app_setup *s = &app->setup;
    if (!s->barrier[0])
        return 0;
    const struct barrier_options options = {.target = s->barrier,
                                            .pulse_ms = s->barrier_pulse_ms,
                                            .interlock = s->barrier_interlock,
                                            .wake = app->host.wake,
                                            .ctx = app->host.ctx};
    enum gh_status status = barrier_open(&options, &app->barrier.arm, why);
    if (!status)
        return 0;
    return fail("barrier", why[0] ? why : gh_status_name(status),
                status == GH_NO_MEMORY ? APP_EXIT_START : APP_EXIT_USAGE);
}

/* ---- Keys and guns of a script ---- */

static void script_type(void *ctx, const char *text)
{
    struct app *app = ctx;
    for (; *text; text++) {
        char key[2] = {*text, 0};
        app->host.press(app->host.ctx, key);
    }
}

static void script_key(void *ctx, const char *name)
{
    struct app *app = ctx;
    app->host.press(app->host.ctx, name);
}

/* Types through the keyboard, as a real gun does. */
static void script_gun(void *ctx, const char *text)
{
    struct app *app = ctx;
    app->host.shoot(app->host.ctx, text);
}

static int open_script(struct app *app)
{
    struct script_ops ops = {.ctx = app, .type = script_type, .gun = script_gun, .key = script_key};
    int line = 0;
    char where[SETUP_PATH_MAX];
    const char *path = app->options.script_path;
    if (!path)
        return 0;
    enum gh_status status = script_open(path, app->options.screenshot_dir, &ops, &app->script, &line);
    if (!status)
        return 0;
    snprintf(where, sizeof where, "%s:%d", path, line);
    return fail(where, gh_status_name(status), APP_EXIT_USAGE);
}

/* ---- The whole ---- */

int app_open(struct app *app, const struct app_options *options, const struct app_host *host)
{
    char why[SETUP_WHY_MAX];
    memset(app, 0, sizeof *app);
    app->options = *options;
    app->host = *host;
    if (sodium_init() < 0)
        return fail("libsodium", "does not start", APP_EXIT_START);
    if (app_setup_load(options, &app->setup, why))
        return fail("configuration", why, APP_EXIT_USAGE);
    app->log = os_log_to_stderr(app->setup.log_level);
    app->run.started_ms = os_mono_ms();
    open_catalogue(app);
    int (*const parts[])(struct app *) = {open_ui,      open_sound,   open_model,  open_desk, open_ime,
                                          open_printer, open_barrier, open_camera, open_lane, open_script};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        int failed = parts[i](app);
        if (failed)
            return failed;
    }
    sync_client_init(&app->sync.client, app->setup.sync_socket);
    OS_LOG(&app->log, OS_LOG_NOTICE, "kiosk-started", os_log_word("version", GATEHOUSE_VERSION),
           os_log_path("config", app->setup.config_path), os_log_word("device", app->setup.desk.device));
    return 0;
}

void app_close(struct app *app)
{
    script_close(app->script);
    sync_client_close(&app->sync.client);
    app_camera_close(app->cameras.codes);
    app_lane_close(app->cameras.lane);
    ime_close(app->ime);
    printer_close(app->printer);
    barrier_close(app->barrier.arm);
    if (app->desk) {
        mailbox_close(app->mailbox);
        desk_thread_interrupt(app->desk);
        desk_thread_join(app->desk);
        desk_thread_free(app->desk);
        claimer_close(&app->sync.claimer);
    }
    mailbox_free(app->mailbox);
    frame_unref(app->cameras.picture);
    frame_unref(app->photo);
    if (app->model)
        model_wipe(app->model);
    free(app->model);
    sound_close(app->sound);
    ui_close(app->ui);
    free(app->catalogue.bytes);
    sodium_memzero(app, sizeof *app);
}
