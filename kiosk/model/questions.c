#include "model/questions.h"

#include <string.h>

#include "base/civil.h"

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
        [PAGE_WALK_UP] = "walk-up",
        [PAGE_WALK_UPS] = "walk-ups",
        [PAGE_EMERGENCY] = "emergency",
        [PAGE_ROLL_CALL] = "roll-call",
    };
    return page < PAGE_COUNT ? names[page] : "unknown";
}

struct civil_date model_today(const struct model *m)
{
    struct model_clock clock = model_clock(m, m->now);
    return (struct civil_date){clock.year, clock.month, clock.day};
}

static bool any_personal(const struct log_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].personal)
            return true;
    return false;
}

static bool shown_is_personal(const struct shown *shown)
{
    bool personal = shown->plate[0] || (shown->has_pass && shown->pass.personal);
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
        return shown_is_personal(&m->shown) || m->verdict.holder[0];
    case PAGE_SCAN:
        return any_personal(m->booth.last, m->booth.last_count);
    case PAGE_LOG:
        return any_personal(m->log.rows, m->log.count);
    case PAGE_ENTRY:
        return m->entry.personal;
    case PAGE_ROLL_CALL:
        return m->roll_call.count > 0;
    case PAGE_LOOKUP:
        return m->lookup.near.count > 0;
    case PAGE_WALK_UP:
        return form_is_begun(&m->walk_up.form);
    default:
        return false;
    }
}

bool model_takes_scans(const struct model *m)
{
    static const bool takes[PAGE_COUNT] = {
        [PAGE_SCAN] = true, [PAGE_SELF_SCAN] = true, [PAGE_VERDICT] = true,   [PAGE_LOOKUP] = true,
        [PAGE_LOG] = true,  [PAGE_ENTRY] = true,     [PAGE_ROLL_CALL] = true, /* people leave by their codes during an
                                                                                 evacuation */
    };
    if (model_may_enrol(m))
        return true;
    if (!takes[m->page] || m->over.dialog != DIALOG_NONE)
        return false;
    return !(m->page == PAGE_VERDICT && (m->verdict.holder[0] || m->deciding));
}

bool model_awaits_car(const struct model *m)
{
    bool looks = m->page == PAGE_SCAN || (m->page == PAGE_LOOKUP && m->lookup.near.seen && !m->lookup.waiting);
    return looks && m->booth.guard && m->over.dialog == DIALOG_NONE && !m->deciding;
}

bool model_may_apply(const struct model *m)
{
    const struct shown *s = &m->shown;
    return m->page == PAGE_VERDICT && s->state == SCAN_WAITING && s->verdict.reason == REASON_NOT_EXPECTED &&
           s->presented_as == PRESENTED_PLATE && s->direction == DIRECTION_IN;
}

bool model_shows_visit(const struct model *m)
{
    return m->page == PAGE_VERDICT && shown_asks_who(&m->shown);
}

static bool second_guard_ready(const struct model *m)
{
    return m->sign_in.second_guard && m->sign_in.pin_len >= MODEL_PIN_MIN && !m->sign_in.throttle_seconds;
}

bool model_override_ready(const struct model *m)
{
    if (m->override.reason == OVERRIDE_NONE || m->deciding || !m->shown.can_override)
        return false;
    if (m->override.reason == OVERRIDE_OTHER && !m->override.note[0])
        return false;
    return !m->shown.second_guard_needed || second_guard_ready(m);
}

bool model_may_let_in(const struct model *m, const struct walk_up_row *row)
{
    bool waits = !row->sent || row->state < WALK_UP_APPROVED;
    return waits && row->emergency == EMERGENCY_NONE && m->booth.policy.emergency_admission &&
           (m->booth.rights & GUARD_OVERRIDE) && m->booth.direction == DIRECTION_IN;
}

bool model_emergency_ready(const struct model *m)
{
    bool second = !m->booth.policy.second_guard || second_guard_ready(m);
    return m->page == PAGE_EMERGENCY && m->emergency.step == EMERGENCY_LET_IN && !m->deciding && second;
}

bool model_emergency_types_name(const struct model *m)
{
    return m->page == PAGE_EMERGENCY && m->emergency.step == EMERGENCY_WHO;
}

int64_t model_server_silence_ms(const struct model *m)
{
    return m->sync.heard ? m->private_.mono_ms - m->sync.heard_ms : 0;
}

bool model_out_of_service(const struct model *m)
{
    return m->sync.status.enrolled && m->sync.status.revoked;
}

bool model_may_enrol(const struct model *m)
{
    bool page = m->page == PAGE_SYNC || (m->page == PAGE_SIGN_IN && !m->sync.status.enrolled);
    return page && m->sync.known && (!m->sync.status.enrolled || m->sync.status.revoked) &&
           strcmp(m->sync.status.enrolment, "running") != 0;
}

/* A stick takes the gate's records away, so a guard has to be signed in; a new booth has no guard before its first
 * exchange. */
bool model_may_exchange(const struct model *m)
{
    bool nobody_can_sign_in = m->booth_known && m->booth.guard_count == 0;
    return m->sync.known && m->sync.status.enrolled && !m->sync.status.revoked &&
           strcmp(m->sync.status.stick, "running") != 0 && (m->booth.guard != 0 || nobody_can_sign_in);
}

bool model_takes_chinese(enum walk_up_step step)
{
    return step == STEP_UNIT || step == STEP_HOST || step == STEP_NAME || step == STEP_GUARDIAN;
}

bool model_composes(const struct model *m)
{
    /* A unit is found by the letters themselves. */
    bool typing = m->page == PAGE_WALK_UP || model_emergency_types_name(m);
    return typing && m->walk_up.ime_works && !m->walk_up.latin && model_takes_chinese(m->walk_up.form.step) &&
           m->walk_up.form.step != STEP_UNIT;
}

bool model_takes_text(const struct model *m)
{
    const struct walk_up_form *f = &m->walk_up.form;
    if (m->page != PAGE_WALK_UP || m->walk_up.sending || m->walk_up.ime.composition[0])
        return false;
    return (f->step == STEP_DOCUMENT && !f->persons[f->person].number[0]) ||
           (f->step == STEP_MOBILE && !f->persons[f->person].mobile[0]);
}

int model_next_timer_ms(const struct model *m)
{
    bool counting = m->deadlines.green || m->deadlines.self_scan || m->sign_in.throttle_seconds ||
                    m->over.privacy_seconds || m->verdict.take_back_seconds || m->deadlines.walk_up ||
                    m->over.toast != TOAST_NONE;
    return counting ? 200 : 1000;
}

bool model_car_same(const struct model_car *a, const struct model_car *b)
{
    return a->there == b->there && a->unreadable == b->unreadable && a->x == b->x && a->y == b->y && a->w == b->w &&
           a->h == b->h && strcmp(a->plate, b->plate) == 0;
}

bool model_wants_badge(const struct model *m, uint32_t guard)
{
    for (size_t i = 0; i < m->booth.guard_count; i++)
        if (m->booth.guards[i].guard == guard)
            return m->booth.guards[i].badge && m->sign_in.badge != guard;
    return false;
}
