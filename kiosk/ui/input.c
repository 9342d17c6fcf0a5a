/* Touch, mouse and keyboard become activations of targets.
 *
 * Events are matched with the targets of the last whole frame as they arrive, so that a quick press and release
 * between two frames counts. Each frame then hands out one activation. */
#include "ui/input.h"

#include <stdlib.h>
#include <string.h>

#include "ui/layout.h"
#include "ui/panel.h"
#include "ui/record.h"
#include "ui/turn.h"

/* ---- Targets ---- */

bool ui_add_target(struct ui *ui, struct ui_rect r, const char *id, int index, const struct ui_button *button)
{
    uint64_t key = ui_key(id, index);
    struct ui_rect seen = r;
    if (ui->clip_count > 0 && !ui_overlap(r, ui->clips[ui->clip_count - 1], &seen))
        return false;
    bool off = button != NULL && button->off;
    if (ui->drawn_targets.count < TARGETS_MAX) {
        struct target *t = &ui->drawn_targets.items[ui->drawn_targets.count++];
        *t = (struct target){.key = key,
                             .r = seen,
                             .off = off,
                             .index = index,
                             .escape = button != NULL && button->escape,
                             .enter = button != NULL && button->enter};
        SDL_utf8strlcpy(t->id, id, sizeof t->id);
    }
    ui_record(ui, UI_DRAWN_TARGET, r, id, (struct ui_style){.colour = THEME_INK}, false, off);
    if (off || ui->activated != key)
        return false;
    ui->activated = 0;
    return true;
}

static const struct target *target_at(const struct ui *ui, int x, int y)
{
    for (size_t i = ui->live_targets.count; i-- > 0;) {
        const struct target *t = &ui->live_targets.items[i];
        if (!t->off && !t->below && ui_inside(t->r, x, y))
            return t;
    }
    return NULL;
}

static const struct target *target_of(const struct ui *ui, uint64_t key)
{
    for (size_t i = 0; i < ui->live_targets.count; i++) {
        const struct target *t = &ui->live_targets.items[i];
        if (t->key == key && !t->off && !t->below)
            return t;
    }
    return NULL;
}

bool ui_is_pressed(const struct ui *ui, uint64_t key)
{
    return ui->pointer.down && !ui->pointer.dragging && ui->pointer.target == key;
}

bool ui_is_focused(const struct ui *ui, uint64_t key)
{
    return ui->focus_shown && ui->focus == key;
}

/* Ignores a second touch of the same target within 250 ms, as a wet finger makes. */
static void activate(struct ui *ui, uint64_t key, int64_t now_ms)
{
    if (key == ui->last_activated && now_ms - ui->last_activated_at < DOUBLE_TOUCH_MS)
        return;
    ui->last_activated = key;
    ui->last_activated_at = now_ms;
    if (ui->pending_count < PENDING_MAX)
        ui->pending[ui->pending_count++] = key;
}

/* ---- Pointer ---- */

static struct list_state *list_at(struct ui *ui, int x, int y)
{
    for (size_t i = 0; i < LISTS_MAX; i++) {
        struct list_state *l = &ui->lists[i];
        if (l->key != 0 && l->used == ui->frame && !l->below && ui_inside(l->r, x, y))
            return l;
    }
    return NULL;
}

static struct list_state *list_of(struct ui *ui, uint64_t key)
{
    for (size_t i = 0; key != 0 && i < LISTS_MAX; i++)
        if (ui->lists[i].key == key)
            return &ui->lists[i];
    return NULL;
}

bool ui_takes_touches(const struct ui *ui, int64_t now_ms)
{
    return !ui->changed && now_ms - ui->changed_at >= DOUBLE_TOUCH_MS;
}

static void press(struct ui *ui, int x, int y, int64_t now_ms)
{
    struct pointer *p = &ui->pointer;
    ui->focus_shown = false;
    p->down = true;
    p->dragging = false;
    p->x = p->start_x = x;
    p->y = p->start_y = y;
    p->moved_at = now_ms;
    p->target = p->list = 0;
    if (!ui_takes_touches(ui, now_ms))
        return;
    struct list_state *list = list_at(ui, x, y);
    if (list != NULL) {
        p->list = list->key;
        list->speed = 0;
    }
    const struct target *t = target_at(ui, x, y);
    p->target = t != NULL ? t->key : 0;
}

static void move(struct ui *ui, int x, int y, int64_t now_ms)
{
    struct pointer *p = &ui->pointer;
    if (!p->down)
        return;
    struct list_state *list = list_of(ui, p->list);
    if (list != NULL && !p->dragging && abs(y - p->start_y) > DRAG_THRESHOLD)
        p->dragging = true;
    if (list != NULL && p->dragging) {
        float by = (float)(p->y - y);
        int64_t elapsed = now_ms - p->moved_at;
        list->offset += by;
        if (elapsed > 0)
            list->speed = 0.6f * list->speed + 0.4f * by / (float)elapsed;
    }
    p->x = x;
    p->y = y;
    p->moved_at = now_ms;
}

static void release(struct ui *ui, int x, int y, int64_t now_ms)
{
    struct pointer *p = &ui->pointer;
    if (!p->down)
        return;
    struct list_state *list = list_of(ui, p->list);
    if (list != NULL && now_ms - p->moved_at > 80)
        list->speed = 0; /* the finger rested: the list stays */
    const struct target *t = target_at(ui, x, y);
    if (!p->dragging && p->target != 0 && t != NULL && t->key == p->target)
        activate(ui, t->key, now_ms);
    p->down = p->dragging = false;
    p->target = p->list = 0;
}

void ui_touch(struct ui *ui, int x, int y, bool down, int64_t now_ms)
{
    ui->last_touch = now_ms;
    ui->fresh = true;
    if (down && !ui->pointer.down)
        press(ui, x, y, now_ms);
    else if (down)
        move(ui, x, y, now_ms);
    else
        release(ui, x, y, now_ms);
}

/* ---- Keyboard ---- */

static void focus_next(struct ui *ui, int step)
{
    int count = (int)ui->live_targets.count, at = step > 0 ? -1 : count;
    for (int i = 0; i < count; i++)
        if (ui->live_targets.items[i].key == ui->focus)
            at = i;
    for (int tried = 0; tried < count; tried++) {
        at = (at + step + count) % count;
        const struct target *t = &ui->live_targets.items[at];
        if (!t->off && !t->below) {
            ui->focus = t->key;
            ui->focus_shown = true;
            return;
        }
    }
}

/* Returns how far a target lies in a direction; distance to the side counts double. Negative: it lies elsewhere. */
static int distance(const struct ui_rect *from, const struct ui_rect *to, int dx, int dy)
{
    int x = to->x + to->w / 2 - (from->x + from->w / 2), y = to->y + to->h / 2 - (from->y + from->h / 2);
    int along = x * dx + y * dy, aside = abs(x * dy) + abs(y * dx);
    return along <= 4 ? -1 : along + 2 * aside;
}

static bool focus_towards(struct ui *ui, int dx, int dy)
{
    const struct target *from = target_of(ui, ui->focus), *best = NULL;
    int nearest = 0;
    if (from == NULL || !ui->focus_shown) {
        focus_next(ui, 1);
        return true;
    }
    for (size_t i = 0; i < ui->live_targets.count; i++) {
        const struct target *t = &ui->live_targets.items[i];
        int d = t->off || t->below ? -1 : distance(&from->r, &t->r, dx, dy);
        if (d >= 0 && (best == NULL || d < nearest)) {
            best = t;
            nearest = d;
        }
    }
    if (best != NULL)
        ui->focus = best->key;
    return best != NULL;
}

static void scroll_lists(struct ui *ui, float units)
{
    for (size_t i = 0; i < LISTS_MAX; i++) {
        struct list_state *l = &ui->lists[i];
        if (l->key != 0 && l->used == ui->frame && !l->below && !ui->pointer.down) {
            l->offset += units;
            l->speed = 0;
        }
    }
}

static void press_flagged(struct ui *ui, bool escape, int64_t now_ms)
{
    for (size_t i = ui->live_targets.count; i-- > 0;) {
        const struct target *t = &ui->live_targets.items[i];
        if (!t->off && !t->below && (escape ? t->escape : t->enter)) {
            activate(ui, t->key, now_ms);
            return;
        }
    }
    ui->escape |= escape;
}

static void type(struct ui *ui, char c)
{
    if (ui->typed_count < TYPED_MAX)
        ui->typed[ui->typed_count++] = c;
}

static bool key_down(struct ui *ui, SDL_Keycode key, bool shift, int64_t now_ms)
{
    bool focused = ui->focus_shown && target_of(ui, ui->focus) != NULL;
    switch (key) {
    case SDLK_TAB:
        focus_next(ui, shift ? -1 : 1);
        return true;
    case SDLK_LEFT:
        return focus_towards(ui, -1, 0);
    case SDLK_RIGHT:
        return focus_towards(ui, 1, 0);
    case SDLK_UP:
        if (!focus_towards(ui, 0, -1))
            scroll_lists(ui, -80);
        return true;
    case SDLK_DOWN:
        if (!focus_towards(ui, 0, 1))
            scroll_lists(ui, 80);
        return true;
    case SDLK_PAGEUP:
        scroll_lists(ui, -400);
        return true;
    case SDLK_PAGEDOWN:
        scroll_lists(ui, 400);
        return true;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
        if (focused)
            activate(ui, ui->focus, now_ms);
        else
            press_flagged(ui, false, now_ms);
        return true;
    case SDLK_ESCAPE:
    case SDLK_AC_BACK:
        press_flagged(ui, true, now_ms);
        return true;
    case SDLK_BACKSPACE:
        type(ui, UI_BACKSPACE);
        return true;
    default:
        return false;
    }
}

static bool typed_text(struct ui *ui, const char *text, int64_t now_ms)
{
    bool focused = ui->focus_shown && target_of(ui, ui->focus) != NULL;
    if (focused && strcmp(text, " ") == 0) {
        activate(ui, ui->focus, now_ms);
        return true;
    }
    for (; *text != '\0'; text++)
        if (*text >= ' ' && *text < 0x7F)
            type(ui, *text);
    return true;
}

bool ui_escape(struct ui *ui)
{
    bool escape = ui->escape;
    ui->escape = false;
    return escape;
}

char ui_typed(struct ui *ui)
{
    if (ui->typed_count == 0 || ui->keys_wait)
        return 0;
    char c = ui->typed[0];
    ui->typed[0] = 0;
    return c;
}

/* ---- SDL's events ---- */

static bool finger(struct ui *ui, const SDL_TouchFingerEvent *e, int64_t now_ms)
{
    float x = e->x, y = e->y;
    turn_touch(&ui->mount, &x, &y);
    turn_point(&ui->mount, &x, &y);
    bool down = e->type != SDL_FINGERUP;
    if (ui->pointer.down && ui->pointer.touch && e->fingerId != ui->pointer.finger)
        return false; /* a second finger is ignored */
    if (e->type == SDL_FINGERMOTION && !ui->pointer.down)
        return false;
    ui->pointer.finger = e->fingerId;
    ui->pointer.touch = true;
    ui_touch(ui, (int)(x * (float)ui->w), (int)(y * (float)ui->h), down, now_ms);
    return true;
}

static bool mouse(struct ui *ui, const union SDL_Event *e, int64_t now_ms)
{
    bool motion = e->type == SDL_MOUSEMOTION;
    uint32_t which = motion ? e->motion.which : e->button.which;
    if (which == SDL_TOUCH_MOUSEID || (motion && !ui->pointer.down) || (!motion && e->button.button != SDL_BUTTON_LEFT))
        return false; /* SDL's mouse event for a touch */
    int window_w = 0, window_h = 0;
    SDL_GetWindowSize(ui->window, &window_w, &window_h);
    if (window_w < 1 || window_h < 1)
        return false;
    float x = (float)(motion ? e->motion.x : e->button.x) / (float)window_w;
    float y = (float)(motion ? e->motion.y : e->button.y) / (float)window_h;
    turn_point(&ui->mount, &x, &y);
    ui->pointer.touch = false;
    ui_touch(ui, (int)(x * (float)ui->w), (int)(y * (float)ui->h), e->type != SDL_MOUSEBUTTONUP, now_ms);
    return true;
}

bool ui_event(struct ui *ui, const union SDL_Event *event, int64_t now_ms)
{
    bool taken = true;
    switch (event->type) {
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        taken = finger(ui, &event->tfinger, now_ms);
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONUP:
        taken = mouse(ui, event, now_ms);
        break;
    case SDL_MOUSEWHEEL:
        scroll_lists(ui, (float)event->wheel.y * -80);
        break;
    case SDL_KEYDOWN:
        ui->last_touch = now_ms;
        taken = key_down(ui, event->key.keysym.sym, (event->key.keysym.mod & KMOD_SHIFT) != 0, now_ms);
        break;
    case SDL_TEXTINPUT:
        ui->last_touch = now_ms;
        taken = typed_text(ui, event->text.text, now_ms);
        break;
    case SDL_WINDOWEVENT:
    case SDL_RENDER_TARGETS_RESET:
        break;
    case SDL_RENDER_DEVICE_RESET:
        cache_clear(&ui->cache);
        break;
    default:
        taken = false;
        break;
    }
    ui->fresh |= taken;
    return taken;
}
