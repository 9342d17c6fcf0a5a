#include "ui/gun_ear.h"

#include <stdlib.h>
#include <string.h>

#include <SDL.h>

/* Keys held back at most. Fingers are slower, and a gun's burst is not given back. */
#define HELD_MAX 256

struct gun_ear {
    struct gun_ear_ops ops;
    struct wedge wedge;
    SDL_Event held[HELD_MAX];
    size_t count;
};

struct gun_ear *gun_ear_new(const struct gun_ear_ops *ops)
{
    struct gun_ear *ear = calloc(1, sizeof *ear);
    if (ear) {
        ear->ops = *ops;
        wedge_init(&ear->wedge);
    }
    return ear;
}

void gun_ear_free(struct gun_ear *ear)
{
    free(ear);
}

static void hold(struct gun_ear *ear, const SDL_Event *event)
{
    if (ear->count < HELD_MAX)
        ear->held[ear->count++] = *event;
}

static void give_back(struct gun_ear *ear)
{
    size_t count = ear->count;
    ear->count = 0;
    for (size_t i = 0; i < count; i++)
        ear->ops.typed(ear->ops.ctx, &ear->held[i]);
    memset(ear->held, 0, count * sizeof *ear->held);
}

/* True for a key that makes a character. Its text event follows, and decides whether it is held. */
static bool makes_text(const SDL_Event *event)
{
    SDL_Keycode key = event->key.keysym.sym;
    return key >= ' ' && key < 0x7f && (event->key.keysym.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI)) == 0;
}

static bool ends_scan(const SDL_Event *event)
{
    SDL_Keycode key = event->key.keysym.sym;
    return key == SDLK_RETURN || key == SDLK_KP_ENTER || key == SDLK_TAB;
}

static void take_text(struct gun_ear *ear, const SDL_Event *event, int64_t now_ms)
{
    const char *text = event->text.text;
    if (text[0] == '\0' || text[1] != '\0' || (text[0] & 0x80)) {
        give_back(ear); /* text of an input method, which no gun sends */
        ear->ops.typed(ear->ops.ctx, event);
        return;
    }
    /* Its key event was the last one held: gives back all that came before it. */
    SDL_Event key;
    bool has_key = ear->count > 0 && ear->held[ear->count - 1].type == SDL_KEYDOWN;
    if (has_key)
        key = ear->held[--ear->count];
    enum wedge_answer answer = wedge_character(&ear->wedge, text[0], now_ms);
    if (answer == WEDGE_SWALLOW)
        return;
    if (answer == WEDGE_TYPED)
        give_back(ear);
    if (has_key)
        hold(ear, &key);
    hold(ear, event);
}

static void take_end(struct gun_ear *ear, const SDL_Event *event, int64_t now_ms)
{
    switch (wedge_end(&ear->wedge, now_ms)) {
    case WEDGE_SCAN:
        memset(ear->held, 0, ear->count * sizeof *ear->held);
        ear->count = 0;
        ear->ops.scanned(ear->ops.ctx, wedge_text(&ear->wedge));
        break;
    case WEDGE_TYPED:
        give_back(ear);
        ear->ops.typed(ear->ops.ctx, event);
        break;
    case WEDGE_HELD:
    case WEDGE_SWALLOW:
        break;
    }
}

void gun_ear_event(struct gun_ear *ear, const SDL_Event *event, int64_t now_ms)
{
    if (event->type == SDL_TEXTINPUT)
        take_text(ear, event, now_ms);
    else if (event->type == SDL_KEYDOWN && ends_scan(event))
        take_end(ear, event, now_ms);
    else if (event->type == SDL_KEYDOWN && makes_text(event))
        hold(ear, event);
    else
        ear->ops.typed(ear->ops.ctx, event);
}

void gun_ear_expire(struct gun_ear *ear, int64_t now_ms)
{
    if (wedge_expire(&ear->wedge, now_ms) == WEDGE_TYPED || (ear->count > 0 && wedge_due(&ear->wedge) < 0))
        give_back(ear);
}

int gun_ear_due(const struct gun_ear *ear, int64_t now_ms, int most)
{
    int64_t due = wedge_due(&ear->wedge);
    if (due < 0)
        return ear->count > 0 && most > WEDGE_GAP_MS ? WEDGE_GAP_MS : most;
    int64_t left = due > now_ms ? due - now_ms : 0;
    return left < most ? (int)left : most;
}
