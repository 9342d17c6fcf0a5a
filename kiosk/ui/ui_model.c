/* The reducer's frame: what is common to all events, time, and what the privacy time-out takes away. */
#include "ui/ui_model.h"

#include <string.h>

#include <sodium.h>

#include "base/civil.h"
#include "ui/ui_model_private.h"

void ui_model_init(struct ui_model *m, const struct ui_settings *settings, int64_t mono_ms)
{
    memset(m, 0, sizeof *m);
    m->settings = *settings;
    m->mode = settings->mode;
    m->language = settings->language;
    m->theme = settings->theme;
    m->log_colour = -1;
    m->private_.mono_ms = mono_ms;
    m->page = settings->mode == UI_SELF_SCAN ? PAGE_SELF_SCAN
              : settings->mode == UI_WALK_UP ? PAGE_APPLY
                                             : PAGE_SIGN_IN;
    apply_begin(&m->apply.form);
    m->revision = 1;
}

void ui_model_wipe(struct ui_model *m)
{
    sodium_memzero(m, sizeof *m);
}

struct ui_effect *model_effect(struct ui_effects *fx, enum ui_effect_kind kind)
{
    struct ui_effect *effect = &fx->items[fx->count < UI_EFFECTS_MAX ? fx->count++ : UI_EFFECTS_MAX - 1];
    memset(effect, 0, sizeof *effect);
    effect->kind = kind;
    return effect;
}

struct decider_command *model_command(struct ui_effects *fx, enum command_kind kind)
{
    struct decider_command *command = &model_effect(fx, EFFECT_COMMAND)->command;
    command->kind = kind;
    return command;
}

void model_cue(struct ui_effects *fx, enum ui_cue cue)
{
    model_effect(fx, EFFECT_SOUND)->cue = cue;
}

void model_changed(struct ui_model *m)
{
    m->revision++;
}

void model_toast(struct ui_model *m, enum ui_toast toast, enum gh_status status)
{
    m->toast = toast;
    m->toast_status = status;
    m->private_.toast_until = m->private_.mono_ms + TOAST_MS;
    model_changed(m);
}

void model_forget_pin(struct ui_model *m)
{
    sodium_memzero(m->pin, sizeof m->pin);
    m->pin_len = 0;
}

enum ui_page model_home(const struct ui_model *m)
{
    if (m->mode == UI_SELF_SCAN)
        return PAGE_SELF_SCAN;
    if (m->mode == UI_WALK_UP)
        return PAGE_APPLY;
    return m->booth.guard ? PAGE_SCAN : PAGE_SIGN_IN;
}

void model_show(struct ui_model *m, enum ui_page page)
{
    if (m->page == page)
        return;
    m->private_.back = m->page;
    m->page = page;
    m->dialog = DIALOG_NONE;
    m->keyboard_open = false;
    model_changed(m);
}

void model_dismiss(struct ui_model *m, struct ui_effects *fx)
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
    for (size_t i = 0; i < shown->rider_count && i < DECIDER_RIDERS_MAX; i++)
        personal = personal || shown->riders[i].pass.personal;
    for (size_t i = 0; i < shown->candidate_count && i < DECIDER_CANDIDATES_MAX; i++)
        personal = personal || shown->candidates[i].personal;
    return personal;
}

bool ui_model_is_personal(const struct ui_model *m)
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
    case PAGE_APPLY:
        return apply_is_begun(&m->apply.form);
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

void model_hide_personal(struct ui_model *m, struct ui_effects *fx)
{
    m->private_.hidden = true;
    m->privacy_seconds = 0;
    hide_rows(m->booth.last, DECIDER_LAST_MAX);
    hide_rows(m->log_rows, UI_LOG_ROWS_MAX);
    hide_rows(&m->entry, 1);
    hide_card(&m->shown.pass);
    for (size_t i = 0; i < DECIDER_RIDERS_MAX; i++)
        hide_card(&m->shown.riders[i].pass);
    for (size_t i = 0; i < DECIDER_CANDIDATES_MAX; i++)
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

void model_touched(struct ui_model *m, struct ui_effects *fx)
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

static void set_seconds(struct ui_model *m, unsigned *field, unsigned value)
{
    if (*field != value) {
        *field = value;
        model_changed(m);
    }
}

static void tick_privacy(struct ui_model *m, struct ui_effects *fx)
{
    /* An application has a time-out of its own, which warns and takes everything away. */
    if (m->page == PAGE_APPLY || !ui_model_is_personal(m) || !m->booth.policy.privacy_timeout) {
        set_seconds(m, &m->privacy_seconds, 0);
        return;
    }
    unsigned left = seconds_until(m->private_.privacy_at, m->private_.mono_ms);
    if (!left)
        model_hide_personal(m, fx);
    else
        set_seconds(m, &m->privacy_seconds, left <= PRIVACY_COUNTDOWN_S ? left : 0);
}

static void tick_verdict(struct ui_model *m, struct ui_effects *fx)
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

static void tick_self(struct ui_model *m, struct ui_effects *fx)
{
    if (!m->private_.self_until)
        return;
    set_seconds(m, &m->self_seconds_left, seconds_until(m->private_.self_until, m->private_.mono_ms));
    if (!m->self_seconds_left)
        model_dismiss(m, fx);
}

/* A guarded page left open beside the visitor's side closes by itself, and the guard's session with it. */
static void tick_guarded_pages(struct ui_model *m, struct ui_effects *fx)
{
    bool guarded = (m->mode == UI_SELF_SCAN && m->page != PAGE_SELF_SCAN && m->page != PAGE_APPLY) ||
                   (m->mode == UI_WALK_UP && m->page != PAGE_APPLY);
    int64_t limit = m->booth.policy.privacy_timeout ? m->booth.policy.privacy_timeout : 20000;
    if (!guarded || m->private_.mono_ms < m->private_.settings_until + limit)
        return;
    if (m->booth.guard)
        model_command(fx, COMMAND_SIGN_OUT);
    model_forget_pin(m);
    model_show(m, model_home(m));
}

static void tick_clock(struct ui_model *m)
{
    tick before = m->now;
    m->now = m->private_.status_now + (m->private_.mono_ms - m->private_.now_at_ms);
    if (before / TICK_MINUTE != m->now / TICK_MINUTE && m->booth_known)
        model_changed(m);
    if (!m->settings.theme_by_time || m->private_.theme_by_hand || !m->booth_known)
        return;
    struct ui_clock clock = ui_model_clock(m, m->now);
    int minute = clock.hour * 60 + clock.minute;
    enum ui_theme theme = minute >= NIGHT_FROM || minute < NIGHT_UNTIL ? UI_NIGHT : UI_DAY;
    if (theme != m->theme) {
        m->theme = theme;
        model_changed(m);
    }
}

static void tick_all(struct ui_model *m, struct ui_effects *fx)
{
    int64_t now = m->private_.mono_ms;
    tick_clock(m);
    if (m->toast != TOAST_NONE && now >= m->private_.toast_until) {
        m->toast = TOAST_NONE;
        model_changed(m);
    }
    set_seconds(m, &m->throttle_seconds, seconds_until(m->private_.throttle_until, now));
    tick_privacy(m, fx);
    tick_verdict(m, fx);
    tick_self(m, fx);
    tick_guarded_pages(m, fx);
    model_apply_tick(m, fx);
    model_emergency_tick(m, fx);
}

int ui_model_next_tick_ms(const struct ui_model *m)
{
    bool counting = m->private_.green_until || m->private_.self_until || m->throttle_seconds || m->privacy_seconds ||
                    m->take_back_seconds || m->private_.apply_until || m->toast != TOAST_NONE;
    return counting ? 200 : 1000;
}

/* ---- The reducer ---- */

static void take_diagnostics(struct ui_model *m, const struct ui_diagnostics *diagnostics)
{
    m->diagnostics = *diagnostics;
    if (m->page == PAGE_DIAGNOSTICS)
        model_changed(m);
}

static void take_raised(struct ui_model *m, enum raised raised, struct ui_effects *fx)
{
    static const enum ui_toast toasts[] = {[RAISED_WELL] = TOAST_BARRIER_UP,
                                           [RAISED_RECORDED] = TOAST_BARRIER_RECORDED,
                                           [RAISED_HELD_SHUT] = TOAST_BARRIER_HELD_SHUT,
                                           [RAISED_NOT_THERE] = TOAST_BARRIER_FAILED,
                                           [RAISED_FAILED] = TOAST_BARRIER_FAILED};
    model_toast(m, toasts[raised], GH_OK);
    if (toasts[raised] == TOAST_BARRIER_HELD_SHUT || toasts[raised] == TOAST_BARRIER_FAILED)
        model_cue(fx, CUE_WRONG);
}

bool ui_car_same(const struct ui_car *a, const struct ui_car *b)
{
    return a->there == b->there && a->x == b->x && a->y == b->y && a->w == b->w && a->h == b->h &&
           strcmp(a->plate, b->plate) == 0;
}

void ui_model_apply(struct ui_model *m, const struct ui_event *event, struct ui_effects *fx)
{
    fx->count = 0;
    if (event->mono_ms > m->private_.mono_ms)
        m->private_.mono_ms = event->mono_ms;
    switch (event->kind) {
    case UI_EVENT_ACTION:
        m->private_.settings_until = m->private_.mono_ms;
        model_touched(m, fx);
        model_apply_touched(m);
        model_emergency_touched(m);
        model_take_action(m, &event->action, fx);
        break;
    case UI_EVENT_DECIDER:
        model_take_decider(m, event->decider, fx);
        break;
    case UI_EVENT_TICK:
        tick_all(m, fx);
        break;
    case UI_EVENT_CAMERA:
        if (m->camera != event->camera || m->lane_camera != event->lane_camera)
            model_changed(m);
        m->camera = event->camera;
        m->lane_camera = event->lane_camera;
        break;
    case UI_EVENT_DIAGNOSTICS:
        take_diagnostics(m, event->diagnostics);
        break;
    case UI_EVENT_IME:
        model_take_ime(m, event->ime, fx);
        break;
    case UI_EVENT_PHOTO:
        m->emergency.photo = event->photo && m->page == PAGE_EMERGENCY;
        if (!event->photo)
            model_toast(m, TOAST_NO_PHOTO, GH_OK);
        model_changed(m);
        break;
    case UI_EVENT_PRINTED:
        model_take_printed(m, event->printed, fx);
        break;
    case UI_EVENT_CAR:
        if (!ui_car_same(&m->car, &event->car))
            model_changed(m);
        m->car = event->car;
        break;
    case UI_EVENT_RAISED:
        take_raised(m, event->raised, fx);
        break;
    case UI_EVENT_SYNC:
        model_take_sync(m, event->sync, fx);
        break;
    }
}

/* ---- What screens and the app ask ---- */

bool ui_model_takes_scans(const struct ui_model *m)
{
    static const bool takes[PAGE_COUNT] = {
        [PAGE_SCAN] = true,   [PAGE_SELF_SCAN] = true, [PAGE_VERDICT] = true,
        [PAGE_LOOKUP] = true, [PAGE_LOG] = true,       [PAGE_ENTRY] = true,
    };
    if (ui_model_may_enrol(m))
        return true;
    if (!takes[m->page] || m->dialog != DIALOG_NONE)
        return false;
    return !(m->page == PAGE_VERDICT && (m->holder[0] || m->deciding));
}

bool ui_model_awaits_car(const struct ui_model *m)
{
    bool looks = m->page == PAGE_SCAN || (m->page == PAGE_LOOKUP && m->near.seen && !m->lookup_waiting);
    return looks && m->booth.guard && m->dialog == DIALOG_NONE && !m->deciding;
}

bool ui_model_shows_visit(const struct ui_model *m)
{
    return m->page == PAGE_VERDICT && shown_asks_who(&m->shown);
}

bool ui_model_override_ready(const struct ui_model *m)
{
    if (m->override_reason == OVERRIDE_NONE || m->deciding || !m->shown.can_override)
        return false;
    if (m->override_reason == OVERRIDE_OTHER && !m->note[0])
        return false;
    return !m->shown.second_guard_needed || (m->second_guard && m->pin_len >= PIN_MIN && !m->throttle_seconds);
}

const char *ui_page_name(enum ui_page page)
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
        [PAGE_APPLY] = "apply",
        [PAGE_WALK_UPS] = "walk-ups",
        [PAGE_EMERGENCY] = "emergency",
    };
    return page < PAGE_COUNT ? names[page] : "unknown";
}

struct ui_clock ui_model_clock(const struct ui_model *m, tick at)
{
    struct civil civil = civil_of(at, m->settings.zone_minutes);
    int64_t today = civil_of(m->now, m->settings.zone_minutes).days;
    return (struct ui_clock){.year = civil.year,
                             .month = civil.month,
                             .day = civil.day,
                             .hour = civil.hour,
                             .minute = civil.minute,
                             .days_from_now = (int)(civil.days - today)};
}
