#include "app/update.h"

#include <stdlib.h>

#include <sodium.h>

#include "app/network.h"
#include "app/receipt.h"
#include "app/torch.h"
#include "capture/frame_jpeg.h"
#include "desk/commands.h"
#include "os/clock.h"
#include "wire/emergency.h"

enum { SLIP_SIDE = 1600 }; /* pixels of a paper slip's photo */

/* Keeps the picture that is on screen. */
static void keep_photo(struct app *app, bool keep)
{
    frame_unref(app->photo);
    app->photo = keep && app->cameras.picture ? frame_ref(app->cameras.picture) : NULL;
    if (!keep)
        return;
    struct model_event event = {.kind = EVENT_PHOTO, .photo = app->photo != NULL};
    app_update(app, &event);
}

static void print_receipt(struct app *app)
{
    struct model_event event = {.kind = EVENT_PRINTED, .printed = PRINTED_FAILED};
    if (app_print_receipt(app))
        app_update(app, &event);
}

static void carry_out(struct app *app, const struct model_effect *effect)
{
    switch (effect->kind) {
    case EFFECT_COMMAND:
        app_submit(app, &effect->command);
        break;
    case EFFECT_SOUND:
        sound_play(app->sound, effect->cue, app->model->language);
        break;
    case EFFECT_LANGUAGE:
        ui_set_language(app->ui, app->model->language);
        break;
    case EFFECT_TORCH:
        app_switch_torch(app, effect->on);
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
    case EFFECT_NETWORK:
        app_set_network(app, &effect->network);
        break;
    case EFFECT_SYNC:
        if (sync_client_send(&app->sync.client, &effect->sync))
            OS_LOG(&app->log, OS_LOG_WARNING, "sync-daemon-not-reached", os_log_path("socket", app->sync.client.path));
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

void app_refused(struct app *app, enum command_kind command, enum gh_status status)
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

void app_submit(struct app *app, const struct desk_command *command)
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
    if (status && !desk_is_quiet(command->kind))
        app_refused(app, command->kind, GH_BUSY);
}

void app_act(struct app *app, const struct model_action *action)
{
    struct model_event event = {.kind = EVENT_ACTION, .action = *action};
    app_update(app, &event);
    sodium_memzero(&event, sizeof event);
}
