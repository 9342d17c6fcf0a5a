#include "model/timer.h"

#include "model/change.h"
#include "model/emergency.h"
#include "model/privacy.h"
#include "model/questions.h"
#include "model/sync.h"
#include "model/walk_up.h"

enum {
    PRIVACY_COUNTDOWN_S = 5,
    GUARDED_PAGE_MS = 20000, /* where policy has no privacy time-out */
    NIGHT_FROM = 18 * 60 + 30,
    NIGHT_UNTIL = 6 * 60 + 30
};

static void timer_privacy(struct model *m, struct model_effects *fx)
{
    /* The walk-up form has its own time-out, with its own warning. */
    if (m->page == PAGE_WALK_UP || !model_is_personal(m) || !m->booth.policy.privacy_timeout) {
        model_set_seconds(m, &m->over.privacy_seconds, 0);
        return;
    }
    unsigned left = model_seconds_until(m->deadlines.privacy, m->private_.mono_ms);
    if (!left)
        model_hide_personal(m, fx);
    else
        model_set_seconds(m, &m->over.privacy_seconds, left <= PRIVACY_COUNTDOWN_S ? left : 0);
}

static void timer_verdict(struct model *m, struct model_effects *fx)
{
    int64_t now = m->private_.mono_ms;
    if (m->shown.state == SCAN_NONE)
        return;
    unsigned back = m->shown.can_take_back ? model_seconds_until(m->shown.take_back_until, m->now) : 0;
    model_set_seconds(m, &m->verdict.take_back_seconds, back);
    if (m->deadlines.green) {
        model_set_seconds(m, &m->verdict.seconds_left, model_seconds_until(m->deadlines.green, now));
        if (!m->verdict.seconds_left && m->over.dialog == DIALOG_NONE)
            model_dismiss(m, fx);
    }
}

static void timer_self(struct model *m, struct model_effects *fx)
{
    if (!m->deadlines.self_scan)
        return;
    model_set_seconds(m, &m->self_scan.seconds_left, model_seconds_until(m->deadlines.self_scan, m->private_.mono_ms));
    if (!m->self_scan.seconds_left)
        model_dismiss(m, fx);
}

/* Closes a guard's page that was left open beside the visitor's side, and signs the guard out. */
static void timer_guarded_pages(struct model *m, struct model_effects *fx)
{
    bool guarded = (m->mode == MODE_SELF_SCAN && m->page != PAGE_SELF_SCAN && m->page != PAGE_WALK_UP) ||
                   (m->mode == MODE_WALK_UP && m->page != PAGE_WALK_UP);
    int64_t limit = m->booth.policy.privacy_timeout ? m->booth.policy.privacy_timeout : GUARDED_PAGE_MS;
    if (!guarded || m->private_.mono_ms < m->deadlines.guarded_page + limit)
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

void model_take_timer(struct model *m, struct model_effects *fx)
{
    int64_t now = m->private_.mono_ms;
    timer_clock(m);
    if (m->over.toast != TOAST_NONE && now >= m->deadlines.toast) {
        m->over.toast = TOAST_NONE;
        model_changed(m);
    }
    model_set_seconds(m, &m->sign_in.throttle_seconds, model_seconds_until(m->deadlines.throttle, now));
    model_sync_timer(m);
    timer_privacy(m, fx);
    timer_verdict(m, fx);
    timer_self(m, fx);
    timer_guarded_pages(m, fx);
    model_walk_up_timer(m, fx);
    model_emergency_timer(m, fx);
}
