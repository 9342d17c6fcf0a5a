/* The reducer's frame: what is common to all events, time, and what the privacy time-out takes away. */
#include "model/model.h"

#include <string.h>

#include <sodium.h>

#include "base/civil.h"
#include "model/model_private.h"

void model_init(struct model *m, const struct model_settings *settings, int64_t mono_ms)
{
    memset(m, 0, sizeof *m);
    m->settings = *settings;
    m->mode = settings->mode;
    m->language = settings->language;
    m->theme = settings->theme;
    m->log_colour = -1;
    m->private_.mono_ms = mono_ms;
    m->page = settings->mode == MODE_SELF_SCAN ? PAGE_SELF_SCAN
              : settings->mode == MODE_WALK_UP ? PAGE_WALK_UP
                                               : PAGE_SIGN_IN;
    form_begin(&m->walk_up.form);
    m->revision = 1;
}

void model_wipe(struct model *m)
{
    sodium_memzero(m, sizeof *m);
}

struct model_effect *model_effect(struct model_effects *fx, enum model_effect_kind kind)
{
    struct model_effect *effect = &fx->items[fx->count < MODEL_EFFECTS_MAX ? fx->count++ : MODEL_EFFECTS_MAX - 1];
    memset(effect, 0, sizeof *effect);
    effect->kind = kind;
    return effect;
}

struct desk_command *model_command(struct model_effects *fx, enum command_kind kind)
{
    struct desk_command *command = &model_effect(fx, EFFECT_COMMAND)->command;
    command->kind = kind;
    return command;
}

void model_cue(struct model_effects *fx, enum ui_cue cue)
{
    model_effect(fx, EFFECT_SOUND)->cue = cue;
}

void model_changed(struct model *m)
{
    m->revision++;
}

void model_toast(struct model *m, enum model_toast toast, enum gh_status status)
{
    m->toast = toast;
    m->toast_status = status;
    m->private_.toast_until = m->private_.mono_ms + TOAST_MS;
    model_changed(m);
}

void model_forget_pin(struct model *m)
{
    sodium_memzero(m->pin, sizeof m->pin);
    m->pin_len = 0;
}

enum model_page model_home(const struct model *m)
{
    if (m->mode == MODE_SELF_SCAN)
        return PAGE_SELF_SCAN;
    if (m->mode == MODE_WALK_UP)
        return PAGE_WALK_UP;
    return m->booth.guard ? PAGE_SCAN : PAGE_SIGN_IN;
}

void model_show(struct model *m, enum model_page page)
{
    if (m->page == page)
        return;
    m->private_.back = m->page;
    m->page = page;
    m->dialog = DIALOG_NONE;
    m->keyboard_open = false;
    model_changed(m);
}

void model_dismiss(struct model *m, struct model_effects *fx)
{
    if (m->shown.state != SCAN_NONE)
        model_command(fx, COMMAND_DISMISS)->scan = m->shown.scan;
    sodium_memzero(&m->shown, sizeof m->shown);
    sodium_memzero(m->holder, sizeof m->holder);
    m->holder_waiting = m->holder_wrong = m->deciding = false;
    m->seconds_left = m->take_back_seconds = 0;
    m->private_.green_until = m->private_.self_until = 0;
    m->override_reason = OVERRIDE_NONE;
    sodium_memzero(m->note, sizeof m->note);
    m->self_phase = SELF_WAITING;
    if (m->page == PAGE_VERDICT || m->page == PAGE_OVERRIDE)
        model_show(m, model_home(m));
    model_changed(m);
}

/* ---- Privacy ---- */

static bool any_personal(const struct log_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].personal)
            return true;
    return false;
}

static bool shown_is_personal(const struct shown *shown)
{
    bool personal = shown->has_pass && shown->pass.personal;
    for (size_t i = 0; i < shown->rider_count && i < DESK_RIDERS_MAX; i++)
        personal = personal || shown->riders[i].pass.personal;
    for (size_t i = 0; i < shown->candidate_count && i < DESK_CANDIDATES_MAX; i++)
        personal = personal || shown->candidates[i].personal;
    return personal;
}

bool model_is_personal(const struct model *m)
{
    switch (m->page) {
    case PAGE_VERDICT:
    case PAGE_OVERRIDE:
        return shown_is_personal(&m->shown) || m->holder[0];
    case PAGE_SCAN:
        return any_personal(m->booth.last, m->booth.last_count);
    case PAGE_LOG:
        return any_personal(m->log_rows, m->log_count);
    case PAGE_ENTRY:
        return m->entry.personal;
    case PAGE_LOOKUP:
        return m->near.count > 0;
    case PAGE_WALK_UP:
        return form_is_begun(&m->walk_up.form);
    default:
        return false;
    }
}

static void hide_rows(struct log_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct log_row *row = &rows[i];
        row->personal = false;
        sodium_memzero(row->name, sizeof row->name);
        sodium_memzero(row->plate, sizeof row->plate);
        sodium_memzero(row->unit_zh, sizeof row->unit_zh);
        sodium_memzero(row->unit_en, sizeof row->unit_en);
    }
}

static void hide_card(struct pass_card *card)
{
    card->personal = false;
    sodium_memzero(&card->display, sizeof card->display);
}

void model_hide_personal(struct model *m, struct model_effects *fx)
{
    m->private_.hidden = true;
    m->privacy_seconds = 0;
    hide_rows(m->booth.last, DESK_LAST_MAX);
    hide_rows(m->log_rows, MODEL_LOG_ROWS_MAX);
    hide_rows(&m->entry, 1);
    hide_card(&m->shown.pass);
    for (size_t i = 0; i < DESK_RIDERS_MAX; i++)
        hide_card(&m->shown.riders[i].pass);
    for (size_t i = 0; i < DESK_CANDIDATES_MAX; i++)
        hide_card(&m->shown.candidates[i]);
    sodium_memzero(m->holder, sizeof m->holder);
    sodium_memzero(m->search, sizeof m->search);
    sodium_memzero(&m->near, sizeof m->near);
    m->log_count = 0;
    m->log_known = false;
    if (m->page == PAGE_LOG || m->page == PAGE_ENTRY)
        model_show(m, model_home(m));
    else if (m->page == PAGE_VERDICT && m->shown.state != SCAN_WAITING && m->shown.state != SCAN_TO_CONFIRM)
        model_dismiss(m, fx);
    model_changed(m);
}

void model_touched(struct model *m, struct model_effects *fx)
{
    m->private_.privacy_at = m->private_.mono_ms + m->booth.policy.privacy_timeout;
    if (m->privacy_seconds) {
        m->privacy_seconds = 0;
        model_changed(m);
    }
    if (m->private_.hidden) {
        m->private_.hidden = false;
        model_command(fx, COMMAND_REFRESH);
    }
}

/* ---- Time ---- */

static unsigned seconds_until(int64_t deadline, int64_t now)
{
    return deadline > now ? (unsigned)((deadline - now + 999) / 1000) : 0;
}

static void set_seconds(struct model *m, unsigned *field, unsigned value)
{
    if (*field != value) {
        *field = value;
        model_changed(m);
    }
}

static void timer_privacy(struct model *m, struct model_effects *fx)
{
    /* An application has a time-out of its own, which warns and takes everything away. */
    if (m->page == PAGE_WALK_UP || !model_is_personal(m) || !m->booth.policy.privacy_timeout) {
        set_seconds(m, &m->privacy_seconds, 0);
        return;
    }
    unsigned left = seconds_until(m->private_.privacy_at, m->private_.mono_ms);
    if (!left)
        model_hide_personal(m, fx);
    else
        set_seconds(m, &m->privacy_seconds, left <= PRIVACY_COUNTDOWN_S ? left : 0);
}

static void timer_verdict(struct model *m, struct model_effects *fx)
{
    int64_t now = m->private_.mono_ms;
    if (m->shown.state == SCAN_NONE)
        return;
    unsigned back = m->shown.can_take_back ? seconds_until(m->shown.take_back_until, m->now) : 0;
    set_seconds(m, &m->take_back_seconds, back);
    if (m->private_.green_until) {
        set_seconds(m, &m->seconds_left, seconds_until(m->private_.green_until, now));
        if (!m->seconds_left && m->dialog == DIALOG_NONE)
            model_dismiss(m, fx);
    }
}

static void timer_self(struct model *m, struct model_effects *fx)
{
    if (!m->private_.self_until)
        return;
    set_seconds(m, &m->self_seconds_left, seconds_until(m->private_.self_until, m->private_.mono_ms));
    if (!m->self_seconds_left)
        model_dismiss(m, fx);
}

/* A guarded page left open beside the visitor's side closes by itself, and the guard's session with it. */
static void timer_guarded_pages(struct model *m, struct model_effects *fx)
{
    bool guarded = (m->mode == MODE_SELF_SCAN && m->page != PAGE_SELF_SCAN && m->page != PAGE_WALK_UP) ||
                   (m->mode == MODE_WALK_UP && m->page != PAGE_WALK_UP);
    int64_t limit = m->booth.policy.privacy_timeout ? m->booth.policy.privacy_timeout : 20000;
    if (!guarded || m->private_.mono_ms < m->private_.settings_until + limit)
        return;
    if (m->booth.guard)
        model_command(fx, COMMAND_SIGN_OUT);
    model_forget_pin(m);
    model_show(m, model_home(m));
}

static void timer_clock(struct model *m)
{
    tick before = m->now;
    m->now = m->private_.status_now + (m->private_.mono_ms - m->private_.now_at_ms);
    if (before / TICK_MINUTE != m->now / TICK_MINUTE && m->booth_known)
        model_changed(m);
    if (!m->settings.theme_by_time || m->private_.theme_by_hand || !m->booth_known)
        return;
    struct model_clock clock = model_clock(m, m->now);
    int minute = clock.hour * 60 + clock.minute;
    enum ui_theme theme = minute >= NIGHT_FROM || minute < NIGHT_UNTIL ? UI_NIGHT : UI_DAY;
    if (theme != m->theme) {
        m->theme = theme;
        model_changed(m);
    }
}

static void mark_all(struct model *m, struct model_effects *fx)
{
    int64_t now = m->private_.mono_ms;
    timer_clock(m);
    if (m->toast != TOAST_NONE && now >= m->private_.toast_until) {
        m->toast = TOAST_NONE;
        model_changed(m);
    }
    set_seconds(m, &m->throttle_seconds, seconds_until(m->private_.throttle_until, now));
    timer_privacy(m, fx);
    timer_verdict(m, fx);
    timer_self(m, fx);
    timer_guarded_pages(m, fx);
    model_walk_up_timer(m, fx);
    model_emergency_timer(m, fx);
}

int model_next_timer_ms(const struct model *m)
{
    bool counting = m->private_.green_until || m->private_.self_until || m->throttle_seconds || m->privacy_seconds ||
                    m->take_back_seconds || m->private_.walk_up_until || m->toast != TOAST_NONE;
    return counting ? 200 : 1000;
}

/* ---- The reducer ---- */

static void take_diagnostics(struct model *m, const struct model_diagnostics *diagnostics)
{
    m->diagnostics = *diagnostics;
    if (m->page == PAGE_DIAGNOSTICS)
        model_changed(m);
}

static void take_raised(struct model *m, enum raised raised, struct model_effects *fx)
{
    static const enum model_toast toasts[] = {[RAISED_WELL] = TOAST_BARRIER_UP,
                                              [RAISED_RECORDED] = TOAST_BARRIER_RECORDED,
                                              [RAISED_HELD_SHUT] = TOAST_BARRIER_HELD_SHUT,
                                              [RAISED_NOT_THERE] = TOAST_BARRIER_FAILED,
                                              [RAISED_FAILED] = TOAST_BARRIER_FAILED};
    model_toast(m, toasts[raised], GH_OK);
    if (toasts[raised] == TOAST_BARRIER_HELD_SHUT || toasts[raised] == TOAST_BARRIER_FAILED)
        model_cue(fx, CUE_WRONG);
}

bool model_car_same(const struct model_car *a, const struct model_car *b)
{
    return a->there == b->there && a->x == b->x && a->y == b->y && a->w == b->w && a->h == b->h &&
           strcmp(a->plate, b->plate) == 0;
}

void model_update(struct model *m, const struct model_event *event, struct model_effects *fx)
{
    fx->count = 0;
    if (event->mono_ms > m->private_.mono_ms)
        m->private_.mono_ms = event->mono_ms;
    switch (event->kind) {
    case EVENT_ACTION:
        m->private_.settings_until = m->private_.mono_ms;
        model_touched(m, fx);
        model_walk_up_touched(m);
        model_emergency_touched(m);
        model_take_action(m, &event->action, fx);
        break;
    case EVENT_DESK:
        model_take_desk(m, event->desk, fx);
        break;
    case EVENT_TIMER:
        mark_all(m, fx);
        break;
    case EVENT_CAMERA:
        if (m->camera != event->camera || m->lane_camera != event->lane_camera)
            model_changed(m);
        m->camera = event->camera;
        m->lane_camera = event->lane_camera;
        break;
    case EVENT_DIAGNOSTICS:
        take_diagnostics(m, event->diagnostics);
        break;
    case EVENT_IME:
        model_take_ime(m, event->ime, fx);
        break;
    case EVENT_PHOTO:
        m->emergency.photo = event->photo && m->page == PAGE_EMERGENCY;
        if (!event->photo)
            model_toast(m, TOAST_NO_PHOTO, GH_OK);
        model_changed(m);
        break;
    case EVENT_PRINTED:
        model_take_printed(m, event->printed, fx);
        break;
    case EVENT_CAR:
        if (!model_car_same(&m->car, &event->car))
            model_changed(m);
        m->car = event->car;
        break;
    case EVENT_RAISED:
        take_raised(m, event->raised, fx);
        break;
    case EVENT_SYNC:
        model_take_sync(m, event->sync, fx);
        break;
    }
}

/* ---- What screens and the app ask ---- */

bool model_takes_scans(const struct model *m)
{
    static const bool takes[PAGE_COUNT] = {
        [PAGE_SCAN] = true,   [PAGE_SELF_SCAN] = true, [PAGE_VERDICT] = true,
        [PAGE_LOOKUP] = true, [PAGE_LOG] = true,       [PAGE_ENTRY] = true,
    };
    if (model_may_enrol(m))
        return true;
    if (!takes[m->page] || m->dialog != DIALOG_NONE)
        return false;
    return !(m->page == PAGE_VERDICT && (m->holder[0] || m->deciding));
}

bool model_awaits_car(const struct model *m)
{
    bool looks = m->page == PAGE_SCAN || (m->page == PAGE_LOOKUP && m->near.seen && !m->lookup_waiting);
    return looks && m->booth.guard && m->dialog == DIALOG_NONE && !m->deciding;
}

bool model_shows_visit(const struct model *m)
{
    return m->page == PAGE_VERDICT && shown_asks_who(&m->shown);
}

bool model_override_ready(const struct model *m)
{
    if (m->override_reason == OVERRIDE_NONE || m->deciding || !m->shown.can_override)
        return false;
    if (m->override_reason == OVERRIDE_OTHER && !m->note[0])
        return false;
    return !m->shown.second_guard_needed || (m->second_guard && m->pin_len >= PIN_MIN && !m->throttle_seconds);
}

const char *model_page_name(enum model_page page)
{
    static const char *const names[PAGE_COUNT] = {
        [PAGE_SIGN_IN] = "sign-in",
        [PAGE_SCAN] = "scan",
        [PAGE_SELF_SCAN] = "self-scan",
        [PAGE_VERDICT] = "verdict",
        [PAGE_OVERRIDE] = "override",
        [PAGE_LOOKUP] = "lookup",
        [PAGE_LOG] = "log",
        [PAGE_ENTRY] = "entry",
        [PAGE_SETTINGS] = "settings",
        [PAGE_DIAGNOSTICS] = "diagnostics",
        [PAGE_SYNC] = "sync",
        [PAGE_WALK_UP] = "apply",
        [PAGE_WALK_UPS] = "walk-ups",
        [PAGE_EMERGENCY] = "emergency",
    };
    return page < PAGE_COUNT ? names[page] : "unknown";
}

struct model_clock model_clock(const struct model *m, tick at)
{
    struct civil civil = civil_of(at, m->settings.zone_minutes);
    int64_t today = civil_of(m->now, m->settings.zone_minutes).days;
    return (struct model_clock){.year = civil.year,
                                .month = civil.month,
                                .day = civil.day,
                                .hour = civil.hour,
                                .minute = civil.minute,
                                .days_from_now = (int)(civil.days - today)};
}
