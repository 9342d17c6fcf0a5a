/* gatehouse-kiosk: the main loop. SDL's events go to the scanner gun's ear first, then to the toolkit. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <SDL.h>
#include <systemd/sd-daemon.h>

#include "app/frame.h"
#include "app/gun.h"
#include "app/open.h"
#include "app/update.h"
#include "os/clock.h"
#include "os/memory.h"
#include "ui/gun_ear.h"

/* ---- Waking and pressing ---- */

struct host {
    Uint32 wake_event;
};

static void wake(void *ctx)
{
    struct host *host = ctx;
    SDL_Event event = {.type = host->wake_event};
    (void)SDL_PushEvent(&event); /* a full queue wakes the loop anyway */
}

static const struct {
    const char *name;
    SDL_Keycode key;
} named_keys[] = {
    {"enter", SDLK_RETURN}, {"backspace", SDLK_BACKSPACE}, {"escape", SDLK_ESCAPE}, {"tab", SDLK_TAB},
    {"up", SDLK_UP},        {"down", SDLK_DOWN},           {"space", SDLK_SPACE},
};

/* Pushes an event under the time given, so that a burst of keys stays one on a busy machine. */
static void push(SDL_Event *event, Uint32 at)
{
    event->common.timestamp = at;
    (void)SDL_PeepEvents(event, 1, SDL_ADDEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT);
}

static void push_key(SDL_Keycode key, Uint32 at)
{
    for (int down = 1; down >= 0; down--) {
        SDL_Event event = {.type = down ? SDL_KEYDOWN : SDL_KEYUP};
        event.key.keysym.sym = key;
        event.key.state = down ? SDL_PRESSED : SDL_RELEASED;
        push(&event, at);
    }
}

static void push_character(char character, Uint32 at)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};
    event.text.text[0] = character;
    push_key((SDL_Keycode)(unsigned char)SDL_tolower((unsigned char)character), at);
    push(&event, at);
}

/* Presses a key as SDL reports a keyboard: a key event, then the text that it made. */
static void press(void *ctx, const char *key)
{
    Uint32 at = SDL_GetTicks();
    (void)ctx;
    for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++)
        if (strcmp(named_keys[i].name, key) == 0) {
            push_key(named_keys[i].key, at);
            return;
        }
    push_character(key[0], at);
}

static void shoot(void *ctx, const char *text)
{
    Uint32 at = SDL_GetTicks();
    (void)ctx;
    for (; *text; text++)
        push_character(*text, at);
    push_key(SDLK_RETURN, at);
}

/* ---- The loop ---- */

static bool is_touch(Uint32 type)
{
    return type == SDL_FINGERDOWN || type == SDL_MOUSEBUTTONDOWN || type == SDL_KEYDOWN;
}

static void take(void *ctx, const SDL_Event *event)
{
    struct app *app = ctx;
    sound_event(app->sound, event);
    if (ui_event(app->ui, event, os_mono_ms()))
        app->run.touched = true;
    if (is_touch(event->type))
        app_act(app, &(struct model_action){.kind = ACTION_TOUCH});
}

static void scanned(void *ctx, struct bytes text)
{
    app_scanned(ctx, text);
}

/* Returns when an event happened, by SDL's clock: a busy machine must not tear a scanner gun's burst apart. The
 * timestamp has the lower half of that clock. */
static int64_t time_of(const SDL_Event *event)
{
    uint64_t now = SDL_GetTicks64();
    return (int64_t)(now - (uint32_t)((uint32_t)now - event->common.timestamp));
}

static int64_t ear_now(void)
{
    return (int64_t)SDL_GetTicks64();
}

/* How often the service manager's watchdog is fed: its patience is a minute (the unit's WatchdogSec). */
#define FEED_MS 1000

/* Runs the main loop. False without memory. */
static bool run(struct app *app)
{
    struct gun_ear *ear = gun_ear_new(&(struct gun_ear_ops){.ctx = app, .scanned = scanned, .typed = take});
    if (!ear)
        return false;
    bool running = true;
    int64_t fed_ms = os_mono_ms() - FEED_MS;
    (void)sd_notify(0, "READY=1"); /* without a service manager nothing happens here and below */
    while (running) {
        SDL_Event event;
        int64_t now = os_mono_ms();
        if (SDL_WaitEventTimeout(&event, gun_ear_due(ear, ear_now(), app_due(app, now))))
            do {
                if (event.type == SDL_QUIT)
                    app->run.stopping = true;
                else
                    gun_ear_event(ear, &event, time_of(&event));
            } while (SDL_PollEvent(&event));
        gun_ear_expire(ear, ear_now());
        running = app_frame(app, os_mono_ms());
        if (os_mono_ms() - fed_ms >= FEED_MS) {
            fed_ms = os_mono_ms();
            (void)sd_notify(0, "WATCHDOG=1");
        }
    }
    (void)sd_notify(0, "STOPPING=1");
    gun_ear_free(ear);
    return true;
}

int main(int argc, char **argv)
{
    struct app_options options;
    const char *why = "", *argument = "";
    os_memory_tighten();
    if (app_options_parse(argc, argv, &options, &why, &argument)) {
        fprintf(stderr, "gatehouse-kiosk: %s: %s\n%s", argument, why, app_usage);
        return APP_EXIT_USAGE;
    }
    if (options.help || options.version) {
        (void)fputs(options.help ? app_usage : "gatehouse-kiosk " GATEHOUSE_VERSION "\n", stdout);
        return APP_EXIT_OK;
    }
    if (options.headless && setenv("SDL_VIDEODRIVER", "offscreen", 1) != 0)
        return APP_EXIT_START;
    struct app *app = calloc(1, sizeof *app);
    if (!app)
        return APP_EXIT_START;
    struct host host = {.wake_event = SDL_RegisterEvents(1)};
    int exit_code =
        app_open(app, &options, &(struct app_host){.ctx = &host, .wake = wake, .press = press, .shoot = shoot});
    if (exit_code == APP_EXIT_OK)
        exit_code = run(app) ? app->run.exit_code : APP_EXIT_START;
    app_close(app);
    free(app);
    return exit_code;
}
